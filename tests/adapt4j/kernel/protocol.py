"""Checks the kernel through the real Jupyter client.

usage: protocol.py JAVA OPTION... MAIN_CLASS

Prints one JSON line a check: {"check": sentence, "error": null or text}.
"""

import atexit
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback

from queue import Empty

from jupyter_client.manager import KernelManager

COMMAND = sys.argv[1:]
TIMEOUT = 60
SPECS = tempfile.mkdtemp(prefix="kernelspec-")
atexit.register(shutil.rmtree, SPECS, ignore_errors=True)
os.environ["JUPYTER_PATH"] = SPECS
os.environ["JUPYTER_RUNTIME_DIR"] = os.path.join(SPECS, "runtime")
os.environ.setdefault("ADAPT4J_LOG", os.path.join(SPECS, "kernel.log"))


def write_spec(name, *options):
    folder = os.path.join(SPECS, "kernels", name)
    os.makedirs(folder, exist_ok=True)
    spec = {
        "argv": COMMAND[:1] + list(options) + COMMAND[1:] + ["{connection_file}"],
        "display_name": "Java",
        "language": "java",
        "interrupt_mode": "message",
    }
    with open(os.path.join(folder, "kernel.json"), "w") as file:
        json.dump(spec, file)


write_spec("java")
write_spec("java-small", "-Xmx256m", "-XX:+UseG1GC")


class Kernel:
    """A running kernel and its client."""

    def __init__(self, name="java"):
        self.terminal = tempfile.TemporaryFile()
        self.manager = KernelManager(kernel_name=name)
        begin = time.time()
        self.manager.start_kernel(stdout=self.terminal, stderr=self.terminal)
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=TIMEOUT)
        self.ready_seconds = time.time() - begin

    @property
    def pid(self):
        return self.manager.provisioner.pid

    def stop(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)

    def terminal_text(self):
        self.terminal.seek(0)
        return self.terminal.read().decode()

    def run(self, code, answers=(), **options):
        """Runs a cell and returns what came back."""
        options.setdefault("allow_stdin", bool(answers))
        return self.finish(self.client.execute(code, **options), list(answers))

    def finish(self, request, answers=()):
        result = Result()
        while True:
            if answers:
                try:
                    question = self.client.get_stdin_msg(timeout=0.1)
                    assert question["msg_type"] == "input_request", question
                    self.client.input(answers.pop(0))
                except Empty:
                    pass
            try:
                message = self.client.get_iopub_msg(timeout=0.1 if answers else TIMEOUT)
            except Empty:
                if answers:
                    continue
                raise
            if message["parent_header"].get("msg_id") != request:
                continue
            if result.add(message):
                break
        while True:
            reply = self.client.get_shell_msg(timeout=TIMEOUT)
            if reply["parent_header"].get("msg_id") == request:
                result.reply = reply["content"]
                return result

    def interrupt(self, code, after=1.0):
        """Runs a cell, interrupts it, and returns what came back and the seconds it took."""
        request = self.client.execute(code)
        time.sleep(after)
        begin = time.time()
        self.manager.interrupt_kernel()
        result = self.finish(request)
        return result, time.time() - begin

    def ask(self, request):
        """Waits for the answer to a request on the shell channel."""
        while True:
            reply = self.client.get_shell_msg(timeout=TIMEOUT)
            if reply["parent_header"].get("msg_id") == request:
                return reply["content"]

    def complete(self, code, cursor=None):
        reply = self.ask(self.client.complete(code, cursor))
        assert reply["status"] == "ok", reply
        return reply

    def inspect(self, code, cursor=None):
        reply = self.ask(self.client.inspect(code, cursor))
        assert reply["status"] == "ok", reply
        return reply["data"].get("text/plain", "") if reply["found"] else None


class Result:
    def __init__(self):
        self.out, self.err, self.value, self.error = "", "", None, None
        self.displays, self.updates, self.types, self.reply = [], [], [], None

    def add(self, message):
        kind, content = message["msg_type"], message["content"]
        self.types.append(kind)
        if kind == "stream":
            if content["name"] == "stdout":
                self.out += content["text"]
            else:
                self.err += content["text"]
        elif kind == "execute_result":
            self.value = content["data"]
        elif kind == "display_data":
            self.displays.append(content)
        elif kind == "update_display_data":
            self.updates.append(content)
        elif kind == "error":
            self.error = content
        return kind == "status" and content["execution_state"] == "idle"

    @property
    def text(self):
        return self.value and self.value["text/plain"]

    @property
    def trace(self):
        assert self.error, "no error came: " + str(self.__dict__)
        assert self.reply["status"] == "error", self.reply
        return re.sub("\x1b\\[[0-9;]*m", "", "\n".join(self.error["traceback"]))


def equal(actual, expected):
    assert actual == expected, "expected %r, got %r" % (expected, actual)


def within(text, *parts):
    for part in parts:
        assert text is not None and part in text, "%r is not in:\n%s" % (part, text)


def without(text, *parts):
    for part in parts:
        assert part not in text, "%r is in:\n%s" % (part, text)


CHECKS = []


def check(function):
    CHECKS.append(function)
    return function


# Values and streams


@check
def the_last_expression_is_the_result(k):
    equal(k.run("int x = 41;\nx + 1").text, "42")
    equal(k.run("x").text, "41")
    equal(k.run('"text"').text, "text")
    equal(k.run("new int[] {1, 2}").text, "[1, 2]")
    equal(k.run("String none = null; none").text, "null")
    equal(k.run("x // with a comment").text, "41")


@check
def a_semicolon_hides_the_value(k):
    for code in ["x;", "x + 1;", "x; // comment", "int y = 5;", "int z = 6", "x = 41", ""]:
        result = k.run(code)
        equal((result.value, result.error), (None, None))


@check
def a_cell_may_declare_many_things(k):
    result = k.run(
        "import java.time.Duration;\n"
        "record Point(int x, int y) {}\n"
        "class Shift { int by = 2; }\n"
        "int sum(Point p) { return p.x() + p.y() + new Shift().by; }\n"
        "var p = new Point(1, 2);\n"
        "for (int i = 0; i < 2; i++) { System.out.print(i); }\n"
        "if (p.x() == 1)\n  System.out.print(\"one\")\n;\n"
        "sum(p)"
    )
    equal((result.text, result.out, result.error), ("5", "01one", None))


@check
def a_sealed_interface_and_its_records_fit_in_one_cell(k):
    result = k.run(
        "sealed interface Shape {}\n"
        "record Circle(double radius) implements Shape {}\n"
        "record Square(double side) implements Shape {}\n"
        "Shape s = new Square(3);\n"
        "s"
    )
    equal((result.text, result.error), ("Square[side=3.0]", None))


@check
def print_goes_to_the_notebook_and_is_joined(k):
    result = k.run(
        "for (int i = 0; i < 20_000; i++) System.out.println(\"line \" + i);"
        " System.err.print(\"größer\");"
    )
    equal(result.out.count("\n"), 20_000)
    equal(result.err, "größer")
    assert result.types.count("stream") < 1_000, result.types.count("stream")


@check
def output_and_displays_keep_their_order(k):
    result = k.run(
        "import org.dflib.jjava.jupyter.kernel.BaseKernel;\n"
        "import org.dflib.jjava.jupyter.kernel.display.DisplayData;\n"
        'System.out.print("a"); BaseKernel.notebookKernel().display(new DisplayData("b"));'
        ' System.out.print("c");'
    )
    equal([t for t in result.types if t in ("stream", "display_data")],
          ["stream", "display_data", "stream"])


@check
def a_display_is_updated_by_its_id(k):
    result = k.run(
        'var d = new DisplayData("0 %"); d.setDisplayId("bar");\n'
        "BaseKernel.notebookKernel().display(d);\n"
        'd.putText("100 %"); BaseKernel.notebookKernel().getIO().display.updateDisplay("bar", d);'
    )
    equal(result.displays[0]["data"], {"text/plain": "0 %"})
    equal(result.displays[0]["transient"], {"display_id": "bar"})
    equal(result.updates[0]["data"], {"text/plain": "100 %"})
    equal(result.updates[0]["transient"], {"display_id": "bar"})
    equal((result.value, result.out), (None, ""))


@check
def json_types_carry_json(k):
    result = k.run(
        "var j = new DisplayData();\n"
        'j.putData("application/vnd.adapt4j.claim+json", "{\\"value\\": 1.5, \\"holds\\": true}");\n'
        "var o = new com.google.gson.JsonObject(); o.addProperty(\"a\", 1);\n"
        'j.putData("application/x+json", o); j.putData("application/json", Map.of("b", 2));\n'
        'j.putText("{}");\n'
        "BaseKernel.notebookKernel().display(j);"
    )
    equal(
        result.displays[0]["data"],
        {
            "application/vnd.adapt4j.claim+json": {"value": 1.5, "holds": True},
            "application/x+json": {"a": 1},
            "application/json": {"b": 2},
            "text/plain": "{}",
        },
    )


@check
def images_are_shown(k):
    result = k.run("new java.awt.image.BufferedImage(4, 4, java.awt.image.BufferedImage.TYPE_INT_RGB)")
    assert result.value["image/png"].startswith("iVBOR"), result.value


# Errors


@check
def a_compile_error_points_at_the_place(k):
    result = k.run("int ok = 1;\n\nint bad = missing(ok);\n")
    within(result.trace, "CompileError", "line 3: cannot find symbol", "int bad = missing(ok);",
           "\n    " + " " * 10 + "^^^^^^^\n", "method missing(int)")
    without(result.trace, "REPL", "$JShell", "location: class")
    within(k.run("int f() {\n  Strng s = null;\n  return 1;\n}").trace, "line 2", "class Strng", "^^^^^")
    within(k.run('foo(]').trace, "line 1: illegal start of expression", "    foo(]", "^")
    within(k.run("System.out.println(1);\nclass Open {\n").trace, "line 2", "class Open {")
    equal(k.run("System.out.println(1);\nclass Open {\n").out, "")


@check
def an_exception_shows_its_class_message_causes_and_lines(k):
    k.run('void inner() {\n  throw new java.io.UncheckedIOException("outer",\n'
          '    new java.io.IOException("root"));\n}')
    result = k.run("int before = 7;\n\nList.of(1).forEach(i ->\n  inner());")
    equal((result.error["ename"], result.error["evalue"]),
          ("java.io.UncheckedIOException", "outer"))
    within(result.trace, "at line 2 of cell", "at line 4 of this cell: inner());",
           "caused by java.io.IOException: root")
    without(result.trace, "REPL", "$JShell", "java.base", "adapt4j.kernel")
    equal(k.run("before").text, "7")


@check
def an_exception_of_a_cell_keeps_its_own_name(k):
    k.run("class TooCold extends RuntimeException { TooCold(String m) { super(m); } }")
    equal(k.run('throw new TooCold("-3 degrees");').trace.split("\n")[0], "TooCold: -3 degrees")


@check
def a_deep_recursion_is_a_short_error(k):
    trace = k.run("int deep(int i) { return deep(i + 1); }\ndeep(0)").trace
    within(trace, "java.lang.StackOverflowError")
    assert len(trace.split("\n")) < 15, trace


@check
def system_exit_is_answered_with_a_sentence(k):
    for code in ["System.exit(0);", "Runtime.getRuntime().halt(1);", "List.of(3).forEach(System::exit);"]:
        within(k.run(code).trace, "ended this cell, not the kernel")
    equal(k.run("x").text, "41")


@check
def a_failed_cell_stops_the_cells_sent_after_it(k):
    requests = [k.client.execute(c) for c in ['throw new RuntimeException("no");', "x + 1", "x + 2"]]
    equal([k.finish(r).reply["status"] for r in requests], ["error", "aborted", "aborted"])
    requests = [k.client.execute(c, stop_on_error=False) for c in ["throw new Error();", "x + 1"]]
    equal([k.finish(r).reply["status"] for r in requests], ["error", "ok"])
    equal(k.run("x").text, "41")


# Variables


@check
def imports_in_a_later_cell_keep_variables(k):
    k.run("import java.util.List;\nList<String> kept = new ArrayList<>(List.of(\"a\"));\n"
          "class Holder { List<String> held = kept; }\nHolder holder = new Holder();\n"
          "int count = kept.size();\nint size() { return kept.size(); }")
    for code in ["import java.util.*;", "import java.util.concurrent.*;", "import java.util.*;",
                 "import java.util.List;", "import static java.lang.Math.*;",
                 "import java.nio.file.*;\nimport java.util.regex.*;"]:
        equal(k.run(code).error, None)
        equal(k.run("kept + \" \" + holder.held + count + size()").text, "[a] [a]11")


@check
def an_import_that_would_break_variables_is_refused(k):
    k.run("Deque<String> q = new ArrayDeque<>(List.of(\"a\"));\nTimer timer = new Timer(true);\n"
          "class Clock { Timer held = timer; }\nClock clock = new Clock();")
    within(k.run("import javax.swing.*;").trace, "would change what earlier cells mean", "timer", "clock")
    equal(k.run("clock.held == timer && timer != null && q.size() == 1").text, "true")
    equal(k.run("new Clock().held == timer").text, "true")


@check
def a_method_defined_anew_keeps_variables(k):
    k.run("int twice(int i) { return 2 * i; }\nint made = twice(4);")
    k.run("int twice(int i) { return i + i; }")
    equal(k.run("made + twice(1)").text, "10")
    equal(k.run("int made;\nmade").text, "0")


# Interrupts


@check
def endless_loops_and_waits_are_interrupted(k):
    for code in [
        "while (true) {}",
        "int spin() { for (;;) { } }\nspin();",
        "while (true) { try { Thread.sleep(10); } catch (Exception e) { } }",
        "long fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }\nfib(90)",
        "float[] a = new float[4096];\nwhile (true) { for (int i = 0; i < a.length; i++) a[i] += 1; }",
        "Thread.sleep(1_000_000);",
        "new java.util.concurrent.CountDownLatch(1).await();",
        "Stream.iterate(0, i -> i).parallel().forEach(i -> {});",
        "IntStream.range(0, 2).parallel().forEach(i -> { while (true) {} });",
    ]:
        result, seconds = k.interrupt(code)
        within(result.trace, "Interrupted")
        assert seconds < 2, "%.1f s for %s" % (seconds, code)
        equal(k.run("alive").text, "11")


@check
def a_computation_in_a_library_gives_the_prompt_back(k):
    result, seconds = k.interrupt(
        "new java.math.BigInteger(\"7\").pow(30_000_000).toString().length()", after=0.5)
    within(result.trace, "Interrupted", "goes on in the background")
    assert seconds < 2, "%.1f s" % seconds
    equal(k.run("alive").text, "11")
    within(k.run("Thread.currentThread().getName()").text, "cells")


@check
def the_cells_run_on_one_thread(k):
    first = k.run("Thread.currentThread().getId()").text
    k.run("throw new Error();")
    k.interrupt("while (true) {}", after=0.3)
    equal(k.run("Thread.currentThread().getId()").text, first)


@check
def an_interrupt_without_a_cell_does_nothing(k):
    k.manager.interrupt_kernel()
    time.sleep(0.3)
    equal(k.run("for (int i = 0; i < 3; i++) {}\nalive").text, "11")


# Editing


@check
def completion_knows_libraries_and_the_lab(k):
    within(str(k.complete("ai.djl.ndarray.NDM")["matches"]), "NDManager")
    k.run("import ai.djl.ndarray.*;\nNDManager manager = null;")
    within(str(k.complete("manager.newSub")["matches"]), "newSubManager(")
    within(str(k.complete("adapt4j.La")["matches"]), "Lab")
    names = k.complete('"text".')["matches"]
    assert names.index("length()") < names.index("equals(") < len(names), names
    assert set(names[-3:]) <= {"wait(", "wait()", "toString()", "notifyAll()", "notify()", "hashCode()"}, names
    reply = k.complete('String größe = "x";\ngröße.subS + 1', 30)
    equal((reply["matches"], reply["cursor_start"], reply["cursor_end"]), (["subSequence("], 26, 30))
    within(str(k.complete("import java.util.regex.Pattern;\nclass A {}\nString q = \"\"; q.isE")["matches"]), "isEmpty()")
    equal(k.complete("%cl")["matches"], ["%classpath"])


@check
def inspection_knows_libraries_and_the_lab(k):
    k.run("import ai.djl.ndarray.*;\nNDManager manager = null;\nList<String> kept = List.of();")
    within(k.inspect("ai.djl.ndarray.NDManager m;", 20), "ai.djl.ndarray.NDManager",
           "managers are used to create")
    within(k.inspect("manager.newSubManager();", 12), "newSubManager()", "child")
    within(k.inspect("adapt4j.Lab lab;", 10), "adapt4j.Lab", "What a notebook opens first")
    within(k.inspect("\"\".substring(1)", 5), "String String.substring(int beginIndex)")
    within(k.inspect("kept", 4), "kept", "List<java.lang.String>")
    equal(k.inspect("noSuchThing", 4), None)


@check
def is_complete_answers(k):
    def status(code):
        reply = k.ask(k.client.is_complete(code))
        return reply["status"], reply.get("indent") or ""

    equal(status("int a = 1;"), ("complete", ""))
    equal(status("a + 1"), ("complete", ""))
    equal(status("class A {"), ("incomplete", "    "))
    equal(status("for (int i = 0; i < 3; i++) {\n    if (i > 0) {"), ("incomplete", " " * 8))
    equal(status("foo(1,")[0], "incomplete")
    equal(status('String s = """\nabc'), ("incomplete", ""))
    equal(status("foo(])")[0], "invalid")
    equal(status("%classpath x.jar")[0], "complete")


@check
def history_and_comms_answer(k):
    reply = k.ask(k.client.history(hist_access_type="tail", n=1, output=False, raw=True))
    session, number, code = reply["history"][-1]
    assert number > 10 and "manager" in code, reply
    equal(k.ask(k.client.comm_info())["comms"], {})


@check
def counts_and_silence(k):
    count = k.run("1").reply["execution_count"]
    equal(k.run("2").reply["execution_count"], count + 1)
    silent = k.run("int quiet = 3; quiet", silent=True, store_history=False)
    equal((silent.value, silent.reply["status"]), (None, "ok"))
    assert "execute_input" not in silent.types, silent.types
    equal(k.run("quiet", store_history=False).text, "3")
    equal(k.run("3").reply["execution_count"], count + 2)


@check
def classpath_magic(k):
    folder = tempfile.mkdtemp(dir=SPECS)
    with open(os.path.join(folder, "Greeting.java"), "w") as file:
        file.write('package extra; public class Greeting { public static String hi() { return "hi"; } }')
    jdk = os.path.dirname(COMMAND[0])
    subprocess.check_call([os.path.join(jdk, "javac"), "-d", os.path.join(folder, "out"),
                           os.path.join(folder, "Greeting.java")])
    os.mkdir(os.path.join(folder, "a b"))
    subprocess.check_call([os.path.join(jdk, "jar"), "cf", os.path.join(folder, "a b", "extra.jar"),
                           "-C", os.path.join(folder, "out"), "."])
    within(k.run("extra.Greeting.hi()").trace, "package extra does not exist")
    result = k.run('%%classpath "%s/a b/*.jar"\nextra.Greeting.hi()' % folder)
    equal((result.error, result.text), (None, "hi"))
    within(k.run("%classpath").out, "extra.jar", "jjava-jupyter")
    within(k.run("%classpath none/*.jar\n1").trace, "none/*.jar matches no file", os.getcwd())
    within(k.run("%maven a:b:1").trace, "%classpath is the only magic")
    equal(k.run("alive").text, "11")


@check
def standard_input(k):
    result = k.run('System.out.print("name? ");\n'
                   "var in = new Scanner(System.in);\nin.nextLine() + in.nextLine().length()",
                   answers=["Zoë", "four"])
    equal((result.text, result.out), ("Zoë4", "name? "))
    within(k.run("System.in.read()").trace, "System.in has nothing to read")
    request = k.client.execute("in.nextLine()", allow_stdin=True)
    k.client.get_stdin_msg(timeout=TIMEOUT)
    k.manager.interrupt_kernel()
    within(k.finish(request).trace, "Interrupted")
    equal(k.run("new Scanner(System.in).nextLine()", answers=["again"]).text, "again")


@check
def logs_do_not_reach_the_notebook(k):
    result = k.run(
        'org.slf4j.LoggerFactory.getLogger("x").warn("slf4j line");\n'
        'java.util.logging.Logger.getLogger("y").severe("jul line");')
    equal((result.out, result.err, result.error), ("", "", None))
    with open(os.environ["ADAPT4J_LOG"]) as file:
        within(file.read(), "slf4j line", "jul line")


@check
def the_terminal_stays_quiet(k):
    equal(k.terminal_text(), "")


@check
def a_shutdown_leaves_no_process(k):
    pid = k.pid
    k.manager.request_shutdown()
    wait_for_end(pid)
    k.client.stop_channels()


# Kernels of their own


def wait_for_end(pid, seconds=10):
    deadline = time.time() + seconds
    while is_running(pid):
        assert time.time() < deadline, "process %d still runs" % pid
        time.sleep(0.1)


def is_running(pid):
    try:
        with open("/proc/%d/stat" % pid) as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def a_full_heap_is_an_error_that_says_what_to_raise():
    k = Kernel("java-small")
    try:
        k.run("int alive = 3;")
        k.run("var earlier = new ArrayList<byte[]>();")
        for code in [
            "long[] big = new long[1 << 29];",
            "while (true) earlier.add(new byte[1 << 16]);",
            "var local = new ArrayList<byte[]>(); { while (true) local.add(new byte[1 << 16]); }",
        ]:
            within(k.run(code).trace, "java.lang.OutOfMemoryError", "ADAPT4J_HEAP=4g", "limit is 256 MB")
            result = k.run("alive")
            equal((result.error, result.text), (None, "3"))
            equal(k.run("earlier.clear();").error, None)
        equal(k.run("new byte[40 << 20].length").text, str(40 << 20))
    finally:
        k.stop()


def a_shutdown_while_a_cell_runs_leaves_no_process():
    k = Kernel()
    pid = k.pid
    k.client.execute("while (true) {}")
    time.sleep(0.5)
    k.manager.request_shutdown()
    wait_for_end(pid)
    k.client.stop_channels()


def the_death_of_jupyter_leaves_no_process():
    parent = subprocess.Popen(
        [sys.executable, "-c",
         "from jupyter_client.manager import KernelManager; import time\n"
         "m = KernelManager(kernel_name='java'); m.start_kernel(); c = m.client()\n"
         "c.start_channels(); c.wait_for_ready(timeout=60); c.execute('while (true) {}')\n"
         "print(m.provisioner.pid, flush=True); time.sleep(1000)"],
        stdout=subprocess.PIPE)
    pid = int(parent.stdout.readline())
    assert is_running(pid)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    wait_for_end(pid)


def report(name, function, *arguments):
    error = None
    try:
        function(*arguments)
    except Exception:
        error = traceback.format_exc()
    print(json.dumps({"check": name.replace("_", " "), "error": error}), flush=True)


def main():
    wanted = os.environ.get("ADAPT4J_CHECKS", "")
    kernel = Kernel()
    print("ready after %.2f s" % kernel.ready_seconds, file=sys.stderr)
    try:
        kernel.run("int x = 41;\nint alive = 11;")
        for function in CHECKS:
            if re.search(wanted, function.__name__):
                report(function.__name__, function, kernel)
    finally:
        if is_running(kernel.pid or 0):
            kernel.stop()
    for function in [
        a_full_heap_is_an_error_that_says_what_to_raise,
        a_shutdown_while_a_cell_runs_leaves_no_process,
        the_death_of_jupyter_leaves_no_process,
    ]:
        if re.search(wanted, function.__name__):
            report(function.__name__, function)


main()
