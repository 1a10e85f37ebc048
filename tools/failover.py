#!/usr/bin/env python3
"""Drives one failover for tools/failover.sh. Python 3.9 or later, nothing but its standard library.

    failover.py synchronous|asynchronous|hung DIR PROGRAM SERVER OWNER

synchronous and asynchronous kill the leader in that mode of replication; hung is synchronous too, but freezes the leader
and wakes it when another has taken its place.

DIR is empty and is removed by the caller, who also ends what is named in DIR/pids; PROGRAM is yimen, SERVER the
folder of initdb, OWNER the user of the nodes. Exit codes: 0 the mode did what it must, 1 it did not, 3 it could not be tried.
"""

import http.client
import json
import os
import pwd
import queue
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

DELAY = 0.2
TTL = 20
HANDS = 16
FLOW = 10
PATIENCE = 120
PERSON = {"name": "王小满", "id_number": "511603199005200022", "phone": "13800000002"}
CATALOGUE = "department,main_item,name,itemCode,taskType,areaCode,deptCode\n民政局,,示例事项,T-0001,1,,x\n"


class Untried(Exception):
    """Why the failover could not be tried."""


def wait_until(what, found, patience=PATIENCE):
    """What `found` gives, as soon as it gives something."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        it = found()
        if it:
            return it
        time.sleep(0.2)
    raise Untried(f"{what}: not within {patience} s")


def ports():
    """Free ports below those that the system gives to connections that go out."""
    while True:
        port = random.randint(15000, 30000)
        with socket.socket() as one, suppress(OSError):
            one.bind(("127.0.0.1", port))
            yield port


def asks(port, method, path, body=None, headers=(), timeout=30):
    """Status and answer; raises OSError or HTTPException if there was no whole answer."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        said = None if body is None else json.dumps(body).encode()
        line.request(method, path, said, dict(headers, **{"Content-Type": "application/json"}))
        answer = line.getresponse()
        return answer.status, json.loads(answer.read() or b"null")
    finally:
        line.close()


class Wire:
    """The network before one node: what the node sends to others arrives late, and is lost when the node is."""

    def __init__(self, port, node):
        self.node = node
        self.dead = False
        self.sockets = []
        self.door = socket.create_server(("127.0.0.1", port))
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while not self.dead:
            with suppress(OSError):
                caller, _ = self.door.accept()
                try:
                    node = socket.create_connection(("127.0.0.1", self.node))
                except OSError:
                    caller.close()
                    continue
                self.sockets += [caller, node]
                late = queue.Queue()
                for work in [(self.carry, caller, node), (self.hold, node, late), (self.give, late, caller)]:
                    threading.Thread(target=work[0], args=work[1:], daemon=True).start()

    def carry(self, source, target):
        with suppress(OSError):
            while said := source.recv(65536):
                target.sendall(said)
        hang_up(target)

    def hold(self, node, late):
        with suppress(OSError):
            while said := node.recv(65536):
                late.put((time.monotonic() + DELAY, said))
        late.put((time.monotonic() + DELAY, b""))

    def give(self, late, caller):
        with suppress(OSError):
            while True:
                due, said = late.get()
                time.sleep(max(0, due - time.monotonic()))
                if self.dead or not said:
                    break
                caller.sendall(said)
        hang_up(caller)

    def cut(self):
        self.dead = True
        for one in [self.door, *self.sockets]:
            hang_up(one)


def hang_up(one):
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()


class Cluster:
    """Three nodes under Patroni, their wires and one etcd."""

    def __init__(self, mode, folder, server, owner):
        self.synchronous = mode != "asynchronous"
        self.folder, self.server, self.owner = folder, server, owner
        free = ports()
        self.etcd, peer = next(free), next(free)
        self.nodes = {f"node{n}": {name: next(free) for name in ("sql", "wire", "rest")} for n in (1, 2, 3)}
        os.chown(folder, pwd.getpwnam(owner).pw_uid, -1)
        here = f"http://127.0.0.1:{self.etcd}"
        there = f"http://127.0.0.1:{peer}"
        self.start(
            "etcd", ["etcd", "--name", "one", "--data-dir", f"{folder}/etcd", "--unsafe-no-fsync"]
            + ["--listen-client-urls", here, "--advertise-client-urls", here]
            + ["--listen-peer-urls", there, "--initial-advertise-peer-urls", there, "--initial-cluster", f"one={there}"],
        )  # fmt: skip
        wait_until("etcd answers", lambda: answered(self.etcd, "/health"))
        for name, node in self.nodes.items():
            node["line"] = Wire(node["wire"], node["sql"])
            with open(f"{folder}/{name}.json", "w") as file:
                json.dump(self.settings(name, node), file, indent=1)
            node["patroni"] = self.start(name, ["patroni", f"{folder}/{name}.json"])

    def start(self, name, command):
        account = pwd.getpwnam(self.owner)
        other = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}
        plain = {"PATH": f"{self.server}:/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": self.folder}
        return started(self.folder, name, command, env=plain, **other).pid

    def settings(self, name, node):
        """What Patroni reads: JSON is YAML too."""
        everybody = ["local all all trust", "host all all 127.0.0.1/32 trust", "host replication all 127.0.0.1/32 trust"]
        return {
            "scope": "yimen",
            "name": name,
            "etcd3": {"host": f"127.0.0.1:{self.etcd}"},
            "restapi": {"listen": f"127.0.0.1:{node['rest']}", "connect_address": f"127.0.0.1:{node['rest']}"},
            "bootstrap": {
                "dcs": {
                    "ttl": TTL,
                    "loop_wait": 5,
                    "retry_timeout": 5,
                    "maximum_lag_on_failover": 64 << 20,
                    "synchronous_mode": self.synchronous,
                    "synchronous_mode_strict": self.synchronous,
                },
                "initdb": [{"encoding": "UTF8"}, {"locale": "C.UTF-8"}, {"auth": "trust"}],
            },
            "postgresql": {
                "listen": f"127.0.0.1:{node['sql']}",
                # The other nodes come by the wire.
                "connect_address": f"127.0.0.1:{node['wire']}",
                "bin_dir": self.server,
                "data_dir": f"{self.folder}/{name}",
                "pgpass": f"{self.folder}/{name}.pgpass",
                "authentication": {"superuser": {"username": "postgres"}, "replication": {"username": "replicator"}},
                "parameters": {"unix_socket_directories": "", "dynamic_shared_memory_type": "mmap"},
                "pg_hba": everybody,
            },
        }

    def members(self, *asked):
        """Those who run, by their part."""
        for name in asked or self.nodes:
            told = answered(self.nodes[name]["rest"], "/cluster")
            if told:
                runs = [one for one in told["members"] if one.get("state") in ("running", "streaming")]
                return {one["name"]: one["role"] for one in runs}
        return {}

    def leader(self, *asked):
        return next((name for name, role in self.members(*asked).items() if role == "leader"), None)

    def follows(self, name):
        """The node itself says that it does not lead: 200 is the answer of a leader."""
        with suppress(OSError, ValueError, http.client.HTTPException):
            return asks(self.nodes[name]["rest"], "GET", "/primary", timeout=5)[0] == 503
        return False

    def complete(self):
        parts = sorted(self.members().values())
        return parts == ["leader", "replica", "sync_standby" if self.synchronous else "replica"]

    def url(self):
        hosts = ",".join(f"127.0.0.1:{node['sql']}" for node in self.nodes.values())
        return f"postgres://postgres@{hosts}/yimen"

    def runs_sql(self, program, *arguments):
        node = self.nodes[self.leader()]
        where = ["-h", "127.0.0.1", "-p", str(node["sql"]), "-U", "postgres"]
        subprocess.run([f"{self.server}/{program}", *where, *arguments], check=True)

    def kills(self, name):
        """Everything of a node ends at once, as when its machine loses power."""
        self.signals(name, signal.SIGKILL)
        self.nodes[name]["line"].cut()

    def freezes(self, name):
        """Everything of a node stands still: it takes connections and says nothing, and does not know that time passes."""
        self.signals(name, signal.SIGSTOP)

    def wakes(self, name):
        """It goes on where it stood, and believes that it leads."""
        self.signals(name, signal.SIGCONT)

    def signals(self, name, what):
        node = self.nodes[name]
        with open(f"{self.folder}/{name}/postmaster.pid") as file:
            postmaster = int(file.readline())
        for pid in [node["patroni"], *children(node["patroni"]), postmaster, *children(postmaster)]:
            with suppress(ProcessLookupError):
                os.kill(pid, what)


def children(pid):
    with suppress(OSError), open(f"/proc/{pid}/task/{pid}/children") as file:
        return [int(child) for child in file.read().split()]
    return []


def started(folder, name, command, **options):
    """A process whose number is kept for the caller, who ends it."""
    with open(f"{folder}/{name}.log", "ab") as log:
        process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.DEVNULL, stderr=log, **{"stdout": log, **options}
        )
    with open(f"{folder}/pids", "a") as pids:
        print(process.pid, file=pids)
    return process


def answered(port, path):
    with suppress(OSError, ValueError, http.client.HTTPException):
        return asks(port, "GET", path, timeout=5)[1]
    return None


class Centre:
    """The centre on the cluster, and everything that was ever asked of it."""

    def __init__(self, folder, program, url, wakes):
        self.folder = folder
        self.program, self.url = program, url
        # A leader that hangs will wake up.
        self.wakes = wakes
        self.over = threading.Event()
        self.lock = threading.Lock()
        self.acknowledged = []
        self.filed = {}
        self.accepted = set()
        self.refused = []
        # Answers "no such case" about one that was acknowledged: read at a leader that woke and did not know yet.
        self.stale = 0
        with open(f"{self.folder}/one.csv", "w") as file:
            file.write(CATALOGUE)
        self.runs("items", "import", f"{self.folder}/one.csv")
        known = ["--id-number", PERSON["id_number"], "--phone", PERSON["phone"], "--password", "long enough"]
        self.runs("user", "add", "citizen", "--role", "citizen", "--name", PERSON["name"], *known)
        self.runs("user", "add", "clerk", "--role", "clerk", "--name", "李窗口")
        self.citizen = self.runs("token", "create", "--user", "citizen").strip()
        self.clerk = self.runs("token", "create", "--user", "clerk").strip()
        command = self.command("serve", "--listen", "127.0.0.1:0")
        line = started(folder, "centre", command, env=self.environment(), stdout=subprocess.PIPE, text=True)
        said = next((text for text in line.stdout if text.strip().startswith("http://")), None)
        if not said:
            raise Untried("the centre did not start; see its log")
        self.port = int(said.strip().rsplit(":", 1)[1])
        threading.Thread(target=lambda: list(line.stdout), daemon=True).start()

    def command(self, *arguments):
        return [self.program, *arguments, "--data", f"{self.folder}/centre", "--database-url", self.url]

    def environment(self):
        return {name: value for name, value in os.environ.items() if not name.startswith("YIMEN_")}

    def runs(self, *arguments):
        ended = subprocess.run(
            self.command(*arguments), cwd=self.folder, env=self.environment(), capture_output=True, text=True
        )
        if ended.returncode != 0:
            raise Untried(f"yimen {' '.join(arguments[:2])}: {ended.stdout}{ended.stderr}")
        return ended.stdout

    def says(self, token, key, path, body):
        return asks(self.port, "POST", path, body, {"Authorization": f"Bearer {token}", "Idempotency-Key": key})

    def file(self, key):
        return self.says(self.citizen, key, "/api/v1/cases", {"item": "T-0001", "applicant": PERSON})

    def accept(self, key, number):
        return self.says(self.clerk, f"{key}-accept", f"/api/v1/cases/{number}/commands", {"command": "accept"})

    def until_acknowledged(self, ask):
        """Asks the same with the same key until it is acknowledged; nothing if it is refused for good."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with suppress(OSError, ValueError, http.client.HTTPException):
                status, answer = ask()
                if status in (200, 201):
                    with self.lock:
                        self.acknowledged.append(time.monotonic())
                    return answer
                if status == 404 and self.wakes:
                    self.stale += 1
                elif status < 500:
                    self.refused.append((status, answer))
                    return None
            time.sleep(0.2)
        self.refused.append((0, f"no acknowledgement within {PATIENCE} s"))
        return None

    def files_and_accepts(self, hand):
        count = 0
        while not self.over.is_set():
            key = f"{hand}-{count}"
            count += 1
            filed = self.until_acknowledged(lambda: self.file(key))
            if filed:
                self.filed[key] = filed["number"]
                if self.until_acknowledged(lambda: self.accept(key, filed["number"])):
                    self.accepted.add(key)

    def is_in_flow(self):
        """Several were answered within the delay of the wire: what they were told is not on another node yet."""
        with self.lock:
            return len(self.acknowledged) > 3 and self.acknowledged[-3] > time.monotonic() - DELAY / 2

    def cases(self):
        """How many cases the ledger holds; every chain of events is computed again."""
        ended = subprocess.run(
            self.command("verify", "--json"), cwd=self.folder, env=self.environment(), capture_output=True, text=True
        )
        verdict = json.loads(ended.stdout)
        if ended.returncode != 0:
            print(f"yimen verify: {verdict}", file=sys.stderr)
        return ended.returncode, verdict["cases"]

    def looks_up(self, ask):
        """Status and answer, asked again while the answer is late."""
        for _ in range(10):
            with suppress(OSError, ValueError, http.client.HTTPException):
                status, answer = ask()
                if status < 500:
                    return status, answer
            time.sleep(0.5)
        raise Untried("the centre does not answer after the failover; see its log")

    def lost(self):
        """The acknowledged filings and acceptances that are not there any more."""
        with ThreadPoolExecutor(HANDS) as hands:
            filings = [key for key, there in zip(self.filed, hands.map(self.is_filed, self.filed)) if not there]
            asked = sorted(self.accepted)
            acceptances = [key for key, there in zip(asked, hands.map(self.is_accepted, asked)) if not there]
        return filings, sorted({*acceptances, *self.accepted.intersection(filings)})

    def is_filed(self, key):
        """The same key gives the same case."""
        status, answer = self.looks_up(lambda: self.file(key))
        return status == 200 and answer["repeated"] and answer["number"] == self.filed[key]

    def is_accepted(self, key):
        """The same key gives the kept answer, and the case says so too."""
        number = self.filed[key]
        status, answer = self.looks_up(lambda: self.accept(key, number))
        if not (status == 200 and answer["repeated"]):
            return False
        bearer = {"Authorization": f"Bearer {self.clerk}"}
        status, case = self.looks_up(lambda: asks(self.port, "GET", f"/api/v1/cases/{number}", headers=bearer))
        return status == 200 and case["status"] == "accepted"


def longest_pause(moments, killed):
    """From the last acknowledgement before the failover to the first after it."""
    moments = sorted(moments)
    pauses = [after - before for before, after in zip(moments, moments[1:]) if after > killed]
    if not pauses:
        raise Untried("nothing was acknowledged after the leader was killed; see the logs")
    return max(pauses)


def try_failover(mode, folder, program, server, owner):
    cluster = Cluster(mode, folder, server, owner)
    wait_until("three nodes run", cluster.complete)
    cluster.runs_sql("createdb", "yimen")
    centre = Centre(folder, program, cluster.url(), mode == "hung")
    hands = [threading.Thread(target=centre.files_and_accepts, args=(hand,), daemon=True) for hand in range(HANDS)]
    for hand in hands:
        hand.start()
    time.sleep(FLOW)
    first = cluster.leader()
    wait_until("people are being answered", lambda: centre.is_in_flow())
    before = len(centre.acknowledged)
    killed = time.monotonic()
    if mode == "hung":
        cluster.freezes(first)
    else:
        cluster.kills(first)
    others = [name for name in cluster.nodes if name != first]
    wait_until("there is another leader", lambda: cluster.leader(*others) in others)
    wait_until("there is an acknowledgement again", lambda: centre.acknowledged and centre.acknowledged[-1] > killed + 2)
    time.sleep(FLOW)
    if mode == "hung":
        woken = time.monotonic()
        cluster.wakes(first)
        wait_until("the woken leader knows that it leads no more", lambda: cluster.follows(first))
        wait_until("there is an acknowledgement after that", lambda: centre.acknowledged[-1] > woken + 2)
        time.sleep(FLOW)
    centre.over.set()
    for hand in hands:
        hand.join()
    outage = longest_pause(centre.acknowledged, killed)
    code, cases = centre.cases()
    filings, acceptances = centre.lost()
    lost = len(filings) + len(acceptances)
    repeated = cases - (len(centre.filed) - len(filings))
    print(f"mode {mode}: outage {outage:.1f} s, acknowledged {len(centre.filed) + len(centre.accepted)}, "
          f"lost {lost}, repeated {repeated}", flush=True)  # fmt: skip
    fate = "stood still" if mode == "hung" else "was killed"
    print(f"  {before} acknowledged before {first} {fate}, {len(centre.acknowledged) - before} after, "
          f"by {cluster.leader(*others)}; lost {len(filings)} filings and {len(acceptances)} acceptances, "
          f"refused {len(centre.refused)}, not found and asked again {centre.stale}", flush=True)  # fmt: skip
    if mode == "asynchronous":
        if lost == 0:
            print("The test cannot show a loss, so it proves nothing.", file=sys.stderr)
        return 0 if lost > 0 else 1
    for status, answer in centre.refused[:3]:
        print(f"refused: {status} {answer}", file=sys.stderr)
    return 0 if code == 0 and lost == 0 and repeated == 0 and not centre.refused else 1


def main():
    if len(sys.argv) != 6 or sys.argv[1] not in ("synchronous", "asynchronous", "hung"):
        print(__doc__, file=sys.stderr)
        return 3
    try:
        return try_failover(*sys.argv[1:])
    except Untried as why:
        print(f"It could not be tried: {why}", file=sys.stderr)
        return 3


if __name__ == "__main__":
    sys.exit(main())
