"""The pages of one area in a browser, made again when something they are made of is saved."""
