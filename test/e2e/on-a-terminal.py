# Runs a program on a real pseudo-terminal and answers what it asks. Reads {argv, steps: [[wait for, keys], …]} as JSON from standard input;
# keys is a list: texts are typed one after the other, {"interrupt": true} presses Ctrl-C, {"append": [file, text]} is done in their place.
# Prints {exitCode, left, screen} as JSON: `left` are the steps that were never reached, `screen` all that was shown, without colours.
import fcntl, json, os, pty, re, select, signal, struct, sys, termios, time

spec = json.load(sys.stdin)
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(spec["argv"][0], spec["argv"])
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 60, 160, 0, 0))

ESCAPES = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
shown = b""
mark = 0
steps = spec["steps"]
deadline = time.monotonic() + spec["timeout"]


def plain(data):
    return ESCAPES.sub("", data.decode("utf8", "replace"))


while True:
    if time.monotonic() > deadline:
        os.kill(pid, signal.SIGKILL)
        break
    ready, _, _ = select.select([terminal], [], [], 0.1)
    if ready:
        try:
            data = os.read(terminal, 65536)
        except OSError:
            break
        if not data:
            break
        shown += data
    if steps and steps[0][0] in plain(shown[mark:]):
        mark = len(shown)
        # The program draws first and listens then.
        time.sleep(0.2)
        for key in steps.pop(0)[1]:
            if isinstance(key, dict) and "append" in key:
                with open(key["append"][0], "a") as file:
                    file.write(key["append"][1])
            else:
                os.write(terminal, b"\x03" if isinstance(key, dict) else key.encode())
            time.sleep(0.1)

status = os.waitpid(pid, 0)[1]
print(json.dumps({"exitCode": os.waitstatus_to_exitcode(status), "left": steps, "screen": plain(shown)}))
