"""From tasks to pages: plan, output folder, workers, engines."""
