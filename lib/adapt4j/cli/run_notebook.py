"""Runs notebooks whole in a real Jupyter client, one kernel each.

adapt4j.cli starts this file with the Python behind Jupyter and talks with it in lines of JSON: the
first line of standard input lists the jobs; standard output tells what happens. Standard input stays
open while work goes on: its end means that nobody waits for the result any more.
"""

import asyncio
import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.parse

from jupyter_client.manager import AsyncKernelManager

# A grammar of web addresses which jsonschema would load for a check that notebooks do not need: a whole second.
sys.modules.setdefault("rfc3987_syntax", None)

# ![words](file "title") and <img src="file">
PICTURE = re.compile(r"""!\[[^\]]*\]\(\s*([^)\s]+)|<img\b[^>]*?\bsrc=["']([^"']+)""")

running = None  # the kernel that must not outlive us


def tell(**event):
    print(json.dumps(event), flush=True)


def stop():
    """Ends the kernel and this process at once."""
    if running is not None:
        try:
            os.kill(pid_of(running), signal.SIGKILL)
            os.unlink(running.connection_file)
        except OSError:
            pass
    os._exit(130)


def stop_when_abandoned():
    if not sys.stdin.read(1):
        stop()


def pid_of(manager):
    provisioner = getattr(manager, "provisioner", None)  # jupyter_client 7 and later
    return provisioner.pid if provisioner else manager.kernel.pid


def peak_memory_mb(pid):
    """The most memory that the process has held so far; where the system does not keep it, what it holds now."""
    try:
        with open(f"/proc/{pid}/status", encoding="ascii") as status:
            for line in status:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) / 1024
    except OSError:
        pass
    try:
        kilobytes = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True)
        return int(kilobytes.stdout) / 1024
    except (OSError, ValueError):
        return 0.0


def new_text(log, start):
    """What was written to the log since it had the given length."""
    with open(log.name, encoding="utf-8", errors="replace") as text:
        text.seek(start)
        return text.read()


def forget_results(notebook):
    """What an earlier run left must not pass for a result of this one where this one stops early."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = []
            cell.execution_count = None


def tidy(notebook):
    """Leaves in a committed notebook only what changes when its content changes."""
    notebook.metadata = {
        "kernelspec": {"display_name": "Java (adapt4j)", "language": "java", "name": "java"},
        "language_info": {"file_extension": ".java", "mimetype": "text/x-java-source", "name": "java"},
    }
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = joined(cell.outputs)
        for passing in ("execution", "ExecuteTime", "collapsed"):
            cell.metadata.pop(passing, None)


def joined(outputs):
    """Lines of one stream that follow each other become one output, as a browser shows them."""
    result = []
    for output in outputs:
        last = result[-1] if result else None
        if last and output.output_type == last.output_type == "stream" and output.name == last.name:
            last.text += output.text
        else:
            result.append(output)
    return result


async def run(job, log):
    global running
    started = time.time()
    console = log.seek(0, os.SEEK_END)
    manager = AsyncKernelManager(kernel_name="java")
    # The kernel first: its JVM starts while Python loads the rest.
    await manager.start_kernel(
        cwd=os.path.dirname(job["notebook"]), env={**os.environ, **job["env"]}, stdout=log, stderr=log
    )
    running = manager
    pid = pid_of(manager)
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    notebook = nbformat.read(job["notebook"], as_version=4)
    code = [i for i, cell in enumerate(notebook.cells) if cell.cell_type == "code" and cell.source.strip()]
    forget_results(notebook)
    result = {"ok": True, "firstCellAt": None, "peakMemoryMb": 0.0, "error": None, "console": ""}

    def before(cell, cell_index):
        if result["firstCellAt"] is None:
            result["firstCellAt"] = time.time()
        tell(event="cell", number=code.index(cell_index) + 1, of=len(code))

    def after(cell, cell_index, **_):
        result["peakMemoryMb"] = max(result["peakMemoryMb"], peak_memory_mb(pid))

    client = NotebookClient(
        notebook,
        km=manager,
        timeout=job["cellTimeout"],
        startup_timeout=60,
        record_timing=False,
        skip_cells_with_tag="",  # every cell counts, whatever its tags
        shutdown_kernel="immediate",
        on_cell_execute=before,
        on_cell_complete=after,
    )
    try:
        await client.async_execute()
    except CellExecutionError:
        result["ok"] = False  # the cell's own output tells what went wrong
    except Exception as error:  # the kernel died, or a cell took too long
        result.update(ok=False, error=f"{error}".strip() or type(error).__name__)
        result["console"] = new_text(log, console).strip()[-1000:]
    result["peakMemoryMb"] = max(result["peakMemoryMb"], peak_memory_mb(pid))
    result["seconds"] = time.time() - started
    if client.kc is not None:
        client.kc.stop_channels()
    with contextlib.suppress(Exception):  # after an error nbclient has shut it down already
        await manager.shutdown_kernel(now=result["error"] is not None)
    running = None

    write(notebook, job, result["ok"])
    tell(event="done", **result)


def write(notebook, job, ok):
    import nbformat
    from nbconvert import HTMLExporter

    os.makedirs(os.path.dirname(job["output"]), exist_ok=True)
    tidy(notebook)
    nbformat.write(notebook, job["output"])
    name = os.path.splitext(os.path.basename(job["output"]))[0]
    html, _ = HTMLExporter().from_notebook_node(notebook, resources={"metadata": {"name": name}})
    with open(os.path.splitext(job["output"])[0] + ".html", "w", encoding="utf-8") as page:
        page.write(html)
    copy_pictures(notebook, os.path.dirname(job["notebook"]), os.path.dirname(job["output"]))
    if job["inPlace"] and ok:
        nbformat.write(notebook, job["notebook"])


def copy_pictures(notebook, source, target):
    """Copies the pictures that the text shows, from beside the notebook to beside the page."""
    for cell in notebook.cells:
        if cell.cell_type != "markdown":
            continue
        for found in PICTURE.finditer(cell.source):
            name = os.path.normpath(urllib.parse.unquote(found[1] or found[2]))
            picture, copy = os.path.join(source, name), os.path.join(target, name)
            inside = not os.path.isabs(name) and not name.startswith("..")
            if inside and os.path.isfile(picture) and os.path.realpath(picture) != os.path.realpath(copy):
                os.makedirs(os.path.dirname(copy), exist_ok=True)
                shutil.copyfile(picture, copy)


async def main():
    order = json.loads(sys.stdin.readline())
    threading.Thread(target=stop_when_abandoned, daemon=True).start()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop())
    with open(order["log"], "ab") as log:
        for job in order["jobs"]:
            tell(event="start")
            await run(job, log)


asyncio.run(main())
sys.stdout.flush()
os._exit(0)  # without nbclient's exit handlers, which would look for kernels that are gone
