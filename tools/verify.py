#!/usr/bin/env python3
"""Checks a ledger's files without the program that made them. Python 3.9 or later, nothing but its standard library.

    verify.py export FILE            an export: every chain, every day's root and signature, every number of the figures
    verify.py receipt FILE           a receipt
    verify.py consistency OLD NEW    roots (or a receipt, or figures) and later roots, or a consistency proof
    verify.py figures FILE EXPORT    published figures against an export, counted again from its events
    verify.py vectors FILE           the vectors of docs/ledger.md

docs/ledger.md describes the formats. Exit codes: 0 it holds, 1 it does not, 2 wrong use, 3 a file cannot be read.
"""

import hashlib
import json
import sys
from bisect import bisect_right
from datetime import date, datetime, timedelta, timezone

MOST_TOLD = 50
CHINA = timezone(timedelta(hours=8))
OVERLAP = 60 * 60 * 1_000_000
ZEROS = bytes(32)


class Wrong(Exception):
    """Something that does not hold."""


def need(holds, why):
    if not holds:
        raise Wrong(why)


# Hashes


def sm3_plain(data):
    """SM3 (GB/T 32905), for a Python whose OpenSSL does not have it."""

    def turn(x, n):
        n %= 32
        return ((x << n) | (x >> (32 - n))) & 0xFFFFFFFF

    state = [0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600, 0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E]
    length = len(data) * 8
    data += b"\x80" + bytes((55 - len(data)) % 64) + length.to_bytes(8, "big")
    for block in range(0, len(data), 64):
        w = [int.from_bytes(data[block + 4 * i : block + 4 * i + 4], "big") for i in range(16)]
        for i in range(16, 68):
            x = w[i - 16] ^ w[i - 9] ^ turn(w[i - 3], 15)
            w.append(x ^ turn(x, 15) ^ turn(x, 23) ^ turn(w[i - 13], 7) ^ w[i - 6])
        a, b, c, d, e, f, g, h = state
        for i in range(64):
            t = 0x79CC4519 if i < 16 else 0x7A879D8A
            ss1 = turn((turn(a, 12) + e + turn(t, i)) & 0xFFFFFFFF, 7)
            ss2 = ss1 ^ turn(a, 12)
            ff = a ^ b ^ c if i < 16 else (a & b) | (a & c) | (b & c)
            gg = e ^ f ^ g if i < 16 else (e & f) | (~e & 0xFFFFFFFF & g)
            tt1 = (ff + d + ss2 + (w[i] ^ w[i + 4])) & 0xFFFFFFFF
            tt2 = (gg + h + ss1 + w[i]) & 0xFFFFFFFF
            a, b, c, d = tt1, a, turn(b, 9), c
            e, f, g, h = tt2 ^ turn(tt2, 9) ^ turn(tt2, 17), e, turn(f, 19), g
        state = [x ^ y for x, y in zip(state, (a, b, c, d, e, f, g, h))]
    return b"".join(x.to_bytes(4, "big") for x in state)


def sm3_openssl(data):
    return hashlib.new("sm3", data).digest()


def sha256(data):
    return hashlib.sha256(data).digest()


try:
    sm3_openssl(b"")
    SM3 = sm3_openssl
except ValueError:
    SM3 = sm3_plain


def hash_called(name):
    need(name in ("sm3", "sha256"), f"the hash function {name!r} is not known")
    return SM3 if name == "sm3" else sha256


def unhex(text, what):
    need(isinstance(text, str) and len(text) == 64 and text == text.lower(), f"{what} is not a hash")
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise Wrong(f"{what} is not a hash") from None


# Signatures

P25519 = 2**255 - 19
L25519 = 2**252 + 27742317777372353535851937790883648493
D25519 = -121665 * pow(121666, P25519 - 2, P25519) % P25519


def ed_add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P25519, (p[1] + p[0]) * (q[1] + q[0]) % P25519
    c, d = 2 * p[3] * q[3] * D25519 % P25519, 2 * p[2] * q[2] % P25519
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P25519, g * h % P25519, f * g % P25519, e * h % P25519)


def ed_times(n, p):
    q = (0, 1, 1, 0)
    while n:
        if n & 1:
            q = ed_add(q, p)
        p, n = ed_add(p, p), n >> 1
    return q


def ed_point(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= P25519:
        return None
    x2 = (y * y - 1) * pow(D25519 * y * y + 1, P25519 - 2, P25519) % P25519
    x = pow(x2, (P25519 + 3) // 8, P25519)
    if (x * x - x2) % P25519:
        x = x * pow(2, (P25519 - 1) // 4, P25519) % P25519
    if (x * x - x2) % P25519 or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P25519 - x
    return (x, y, 1, x * y % P25519)


ED_BASE = ed_point((4 * pow(5, P25519 - 2, P25519) % P25519).to_bytes(32, "little"))


def ed25519_holds(public, text, signature):
    """RFC 8032, 5.1.7."""
    if len(public) != 32 or len(signature) != 64:
        return False
    a, r, s = ed_point(public), ed_point(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L25519:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + text).digest(), "little") % L25519
    left, right = ed_times(s, ED_BASE), ed_add(r, ed_times(k, a))
    same = (left[0] * right[2] - right[0] * left[2]) % P25519 == 0
    return same and (left[1] * right[2] - right[1] * left[2]) % P25519 == 0


SM2_P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
SM2_A = SM2_P - 3
SM2_B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
SM2_N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
SM2_G = (
    0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
    0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
)


def sm2_add(p, q):
    if p is None or q is None:
        return p or q
    if p[0] == q[0]:
        if (p[1] + q[1]) % SM2_P == 0:
            return None
        slope = (3 * p[0] * p[0] + SM2_A) * pow(2 * p[1], SM2_P - 2, SM2_P)
    else:
        slope = (q[1] - p[1]) * pow(q[0] - p[0], SM2_P - 2, SM2_P)
    x = (slope * slope - p[0] - q[0]) % SM2_P
    return (x, (slope * (p[0] - x) - p[1]) % SM2_P)


def sm2_times(n, p):
    q = None
    while n:
        if n & 1:
            q = sm2_add(q, p)
        p, n = sm2_add(p, p), n >> 1
    return q


def sm2_holds(public, text, signature):
    """GB/T 32918.2, 7.1, with the usual identity."""
    if len(public) != 65 or public[0] != 4 or len(signature) != 64:
        return False
    x, y = int.from_bytes(public[1:33], "big"), int.from_bytes(public[33:], "big")
    if max(x, y) >= SM2_P or (y * y - x * x * x - SM2_A * x - SM2_B) % SM2_P:
        return False
    identity = b"1234567812345678"
    numbers = (SM2_A, SM2_B, *SM2_G, x, y)
    z = SM3((len(identity) * 8).to_bytes(2, "big") + identity + b"".join(n.to_bytes(32, "big") for n in numbers))
    e = int.from_bytes(SM3(z + text), "big")
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    t = (r + s) % SM2_N
    if not (0 < r < SM2_N and 0 < s < SM2_N) or t == 0:
        return False
    point = sm2_add(sm2_times(s, SM2_G), sm2_times(t, (x, y)))
    return point is not None and (e + point[0]) % SM2_N == r


def is_signed(key, text, signature):
    try:
        public, signature = bytes.fromhex(key["public"]), bytes.fromhex(signature)
    except ValueError:
        return False
    holds = {"ed25519": ed25519_holds, "sm2": sm2_holds}.get(key["algorithm"])
    return holds is not None and holds(public, text.encode(), signature)


# Trees (RFC 6962)


class Tree:
    """A root that grows leaf by leaf."""

    def __init__(self, hash_of):
        self.hash_of, self.size, self.peaks = hash_of, 0, []

    def push(self, data):
        node, filled = self.hash_of(b"\x00" + data), self.size
        while filled & 1:
            node, filled = self.hash_of(b"\x01" + self.peaks.pop() + node), filled >> 1
        self.peaks.append(node)
        self.size += 1

    def root(self):
        if not self.peaks:
            return self.hash_of(b"")
        node = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            node = self.hash_of(b"\x01" + peak + node)
        return node


def root_of(hash_of, leaves):
    tree = Tree(hash_of)
    for leaf in leaves:
        tree.push(leaf)
    return tree.root()


def is_included(hash_of, size, root, index, data, path):
    """RFC 9162, 2.1.3.2."""
    if not 0 <= index < size:
        return False
    node, fn, sn = hash_of(b"\x00" + data), index, size - 1
    for beside in path:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            node = hash_of(b"\x01" + beside + node)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            node = hash_of(b"\x01" + node + beside)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and node == root


def is_consistent(hash_of, old, old_root, new, new_root, path):
    """RFC 9162, 2.1.4.2."""
    if not 0 < old <= new:
        return False
    if old == new:
        return not path and old_root == new_root
    path = list(path) if old & (old - 1) else [old_root, *path]
    if not path:
        return False
    fn, sn = old - 1, new - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    before = after = path[0]
    for beside in path[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            before, after = hash_of(b"\x01" + beside + before), hash_of(b"\x01" + beside + after)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            after = hash_of(b"\x01" + after + beside)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and before == old_root and after == new_root


def consistency_path(hash_of, leaves, old):
    """RFC 6962, 2.1.2."""

    def below(first, last, old, whole):
        size = last - first
        if old == size:
            return [] if whole else [root_of(hash_of, leaves[first:last])]
        split = 1
        while split * 2 < size:
            split *= 2
        if old <= split:
            return below(first, first + split, old, whole) + [root_of(hash_of, leaves[first + split : last])]
        return below(first + split, last, old - split, False) + [root_of(hash_of, leaves[first : first + split])]

    return below(0, len(leaves), old, True)


# Records


def canonical(value):
    """RFC 8785 for what the records hold: text, whole numbers, lists and objects whose names are plain."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def parse(text, what):
    try:
        return json.loads(text)
    except (TypeError, ValueError) as error:
        raise Wrong(f"{what} cannot be read: {error}") from None


def record(text, kind):
    value = parse(text, f"the {kind}")
    need(isinstance(value, dict) and value.get("kind") == kind and value.get("v") == 1, f"this is no {kind}")
    need(canonical(value) == text, f"the {kind} is not written canonically")
    return value


class Ring:
    """Keys that vouch for each other."""

    def __init__(self, hash_of, div):
        self.hash_of, self.div, self.keys = hash_of, div, []

    def push(self, published):
        name = f"key {len(self.keys) + 1}"
        key = record(published["text"], "key")
        need(self.hash_of(bytes.fromhex(key["public"])).hex() == key["fingerprint"], f"{name}: wrong fingerprint")
        need(key["div"] == self.div, f"{name}: it belongs to another division")
        voucher = self.keys[-1] if self.keys else key
        need(key["replaces"] == (voucher["fingerprint"] if self.keys else ""), f"{name}: it replaces another key")
        need(is_signed(voucher, published["text"], published["signature"]), f"{name}: the signature does not hold")
        self.keys.append(key)

    def check(self, value, signed):
        for place, key in enumerate(self.keys):
            if key["fingerprint"] == value["key"]:
                after = self.keys[place + 1 : place + 2]
                in_use = key["at"] <= value["at"] and all(value["at"] <= one["at"] + OVERLAP for one in after)
                need(in_use, "the key was not in use when it signed")
                need(is_signed(key, signed["text"], signed["signature"]), "the signature does not hold")
                return
        raise Wrong("the key that signed is not known")


def ring_of(hash_of, div, keys):
    ring = Ring(hash_of, div)
    for key in keys:
        ring.push(key)
    return ring


def head_of(ring, signed):
    head = record(signed["text"], "head")
    ring.check(head, signed)
    return head


def china_day(micros):
    return datetime.fromtimestamp(micros // 1_000_000, CHINA).date().isoformat()


# Calendars and clocks


class Calendar:
    """Working days by the arrangements of years, and a region's own days over them."""

    FIRST = date(1990, 1, 1).toordinal()
    LAST = date(2120, 12, 31).toordinal()

    def __init__(self, years, local, hours):
        self.hours = hours
        off = {day["date"]: day["isOffDay"] for days in (*years.values(), *local.values()) for day in days}
        self.working = []
        for ordinal in range(self.FIRST, self.LAST):
            day = date.fromordinal(ordinal)
            if not off.get(day.isoformat(), day.weekday() > 4):
                self.working.append(ordinal)

    def rank(self, ordinal):
        return bisect_right(self.working, ordinal)

    def is_working(self, ordinal):
        return self.rank(ordinal) > self.rank(ordinal - 1)

    def count(self, after, upto):
        return self.rank(upto) - self.rank(after)

    def add(self, start, n):
        return self.working[self.rank(start) + n - 1] if n > 0 else None

    def office_end(self, micros, minutes):
        """The last day of a limit in minutes of office time."""
        start = datetime.fromtimestamp(micros // 1_000_000, CHINA)
        day, minute = start.date().toordinal(), start.hour * 60 + start.minute
        length = sum(to - begin for begin, to in self.hours)
        passed = length
        if self.is_working(day):
            passed = sum(min(max(minute - begin, 0), to - begin) for begin, to in self.hours)
        whole = (passed + minutes - 1) // length
        return day if whole == 0 else self.add(day, whole)


def hours_of(text):
    def minute(clock):
        hour, minute = clock.strip().split(":")
        return int(hour) * 60 + int(minute)

    return [tuple(minute(clock) for clock in part.split("-")) for part in text.split(",")]


def region_of(code):
    """The figures of a region's code that count."""
    return next((code[:level] for level in (2, 4, 6, 9) if not code[level:].strip("0")), code)


class Calendars:
    """The versions of a division's calendar, as an export lists them."""

    def __init__(self, div):
        self.div, self.versions = div, []
        self.years, self.local, self.hours = {}, {}, {}

    def push(self, line):
        doc, region = parse(line["doc"], "a calendar"), region_of(line["region"])
        years = {year["year"]: year["days"] for year in doc.get("years", [doc])} if "hours" not in doc else {}
        if not line["region"]:
            self.years.update(years)
        elif self.versions and self.div.startswith(region):
            if "hours" in doc:
                self.hours[region] = hours_of(doc["hours"])
            else:
                self.local.setdefault(region, {}).update(years)
        else:
            return
        nearest = lambda said, none: said[max(said, key=len)] if said else none
        calendar = Calendar(self.years, nearest(self.local, {}), nearest(self.hours, [(0, 24 * 60)]))
        self.versions.append((line["applied_at"], calendar))

    def at(self, micros):
        """That in force at a moment; the first before there was any."""
        need(self.versions, "the export holds no calendar")
        in_force = [calendar for applied, calendar in self.versions if applied <= micros]
        return in_force[-1] if in_force else self.versions[0][1]


def ordinal(day):
    return date.fromisoformat(day).toordinal()


class Clock:
    """A limit for the decision; its start and what is suspended are told by events."""

    def __init__(self, limit, day, at):
        self.start, self.budget, self.minutes, self.at = ordinal(day), limit["days"], limit.get("minutes"), at
        self.more, self.rests = 0, []

    def gaps(self, last):
        """The days that a suspension covers wholly, in order and without overlap."""
        gaps = []
        covered = [(max(begun, self.start) + 1, (last if ended is None else ended) - 1) for begun, ended in self.rests]
        for first, end in sorted(gap for gap in covered if gap[0] <= gap[1]):
            if gaps and first <= gaps[-1][1] + 1:
                gaps[-1] = (gaps[-1][0], max(gaps[-1][1], end))
            else:
                gaps.append((first, end))
        return gaps

    def due(self, calendar, today):
        if self.minutes is None:
            left = self.budget + self.more
        else:
            left = max(calendar.count(self.start, calendar.office_end(self.at, self.minutes)), 0)
        cursor = self.start
        for first, last in self.gaps(today):
            before = max(calendar.count(cursor, first - 1), 0)
            if before >= left:
                break
            left, cursor = left - before, last
        return cursor if left == 0 and self.minutes is not None else calendar.add(cursor, left)

    def used(self, calendar, day):
        upto = max(day, self.start)
        covered = sum(calendar.count(first - 1, min(last, upto)) for first, last in self.gaps(day) if first <= upto)
        return calendar.count(self.start, upto) - covered


class Clocks:
    """What the events of one case say of its limits, by docs/rules/figures.md."""

    def __init__(self):
        self.promised = self.statutory = None

    def take(self, event):
        kind, what = event["kind"], event["what"]
        both = [clock for clock in (self.promised, self.statutory) if clock]
        if kind == "accepted":
            begun = lambda limit: Clock(limit, what["day"], event["at"]) if limit["days"] or "minutes" in limit else None
            self.promised, self.statutory = begun(what["promised"]), begun(what["statutory"])
        elif kind == "suspended":
            for clock in both if what["statutory"] else both[: bool(self.promised)]:
                clock.rests.append([ordinal(what["day"]), None])
        elif kind == "resumed":
            for clock in both:
                if clock.rests and clock.rests[-1][1] is None:
                    clock.rests[-1][1] = ordinal(what["day"])
        elif kind == "extended":
            for clock in both:
                clock.more = what["days"]

    def decided(self, what, calendar):
        """What a decision adds to the figures."""
        day, counts = ordinal(what["day"]), {}
        due = self.promised.due(calendar, day) if self.promised else None
        counts["on_time"] = int(due is None or day <= due)
        counts["early"] = int(due is not None and day < due)
        limit = self.statutory.budget if self.statutory else 0
        if limit:
            actual = self.statutory.used(calendar, day)
            cut = abs(limit - actual) * 1_000_000 // limit
            counts["limited"], counts["statutory_days"], counts["actual_days"] = 1, limit, actual
            counts["promised_days"] = self.promised.budget if self.promised else limit
            counts["rates_ppm"] = cut if actual <= limit else -cut
        return counts


# Exports

COUNTED = {"filed": "filed", "accepted": "accepted", "decided": "decided", "issued": "closed"}
NAMES = (
    *("accepted", "actual_days", "closed", "decided", "early", "filed", "granted", "limited", "on_time"),
    *("promised_days", "rates_ppm", "statutory_days"),
)


class Export:
    """Reads an export; `faults` are (case or day, number, what)."""

    def __init__(self):
        self.faults, self.hash_of, self.div, self.ring = [], SM3, "", None
        self.case, self.hash, self.seen, self.sound, self.events = None, ZEROS, 0, True, []
        self.trees, self.counts, self.days, self.figures = {}, {}, {}, {}
        self.log, self.previous, self.last, self.calendars = None, ZEROS, None, None
        self.lines = dict.fromkeys(("key", "calendar", "event", "day"), 0)
        self.begun = self.ended = False

    def fault(self, where, seq, what):
        self.faults.append((where, seq, what))

    def line(self, text):
        try:
            line = parse(text, "a line")
            need(isinstance(line, dict) and "kind" in line, "a line says nothing")
            need(not self.ended, "something follows the last line")
            kind = line["kind"]
            need(self.begun != (kind == "export"), "the first line is not where it belongs")
            if kind == "export":
                self.begun = True
                self.hash_of, self.div = hash_called(line["hash"]), line["div"]
                self.ring, self.calendars = Ring(self.hash_of, self.div), Calendars(self.div)
                need(line["v"] == 1 and line["rules"] == 1, "the version is not known")
                return
            if kind == "end":
                self.end_case()
                self.ended = True
                told = {"key": line["keys"], "calendar": line["calendars"], "event": line["events"], "day": line["days"]}
                need(told == self.lines, "lines are missing or were added")
                return
            need(kind in self.lines, f"a line of the kind {kind!r}")
            self.lines[kind] += 1
            if kind == "key":
                self.ring.push(line)
            elif kind == "calendar":
                self.calendars.push(line)
            elif kind == "event":
                self.event(line)
            elif kind == "day":
                self.end_case()
                self.day(line)
        except Wrong as wrong:
            self.fault("", 0, str(wrong))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            self.fault("", 0, f"a line cannot be understood: {error!r}")

    def event(self, line):
        if line["case"] != self.case:
            self.end_case()
            if self.case is not None and line["case"] <= self.case:
                self.fault(line["case"], 0, "the cases are not in order")
            self.case, self.hash, self.seen, self.sound, self.events = line["case"], ZEROS, 0, True, []
        seq, text, day = line["seq"], line["text"], line["day"]
        expected, self.seen = self.seen + 1, seq
        computed = self.hash_of(self.hash + text.encode())
        try:
            stored = unhex(line["hash"], "the hash")
        except Wrong:
            stored = None
        self.hash = stored or computed
        if day is not None:
            self.trees.setdefault(day, Tree(self.hash_of)).push(self.hash)
        try:
            need(seq == expected, f"event {expected} is missing")
            need(stored == computed, f"event {seq} was altered")
            event = parse(text, f"event {seq}")
            need(event["case"] == self.case and event["seq"] == seq, f"event {seq} belongs to another case")
            need(day is None or day >= china_day(event["at"]), f"event {seq} stands in the tree of a day before it")
            self.events.append((event, day))
        except (Wrong, KeyError, TypeError) as wrong:
            self.sound = False
            self.fault(self.case, seq, str(wrong))

    def end_case(self):
        """A case whose chain does not hold proves nothing: it counts in no figure."""
        events, self.events = self.events, []
        if not self.sound or not events:
            return
        body, clocks = events[0][0].get("what", {}).get("body"), Clocks()
        for event, day in events:
            clocks.take(event)
            name = COUNTED.get(event["kind"])
            if day is None or not name:
                continue
            more = {name: 1}
            if name == "decided":
                more["granted"] = int(event["what"]["granted"])
                more.update(clocks.decided(event["what"], self.calendars.at(event["at"])))
            counts = self.counts.setdefault(day, {}).setdefault(body, {})
            for one, count in more.items():
                counts[one] = counts.get(one, 0) + count

    def day(self, line):
        entry_text = line["entry"]
        entry = record(entry_text, "day")
        day = entry["day"]
        try:
            previous, self.previous = self.previous, self.hash_of(entry_text.encode())
            self.log = self.log or Tree(self.hash_of)
            self.log.push(entry_text.encode())
            last, self.last = self.last, day
            self.days[day] = entry_text
            need(entry["div"] == self.div and hash_called(entry["hash"]) is self.hash_of, "it is of another ledger")
            following = last is None or date.fromisoformat(last) + timedelta(days=1) == date.fromisoformat(day)
            need(following, "a day before it is missing")
            need(entry["previous"] == previous.hex(), "it does not name the day before it")
            head = head_of(self.ring, line["head"])
            same = (head["day"], head["div"], head["size"], head["log"])
            need(same == (day, self.div, self.log.size, self.log.root().hex()), "the signed log is not that of the days")
            tree = self.trees.get(day, Tree(self.hash_of))
            same = (tree.size, tree.root().hex()) == (entry["leaves"], entry["root"])
            need(same, f"its root is not that of its events: it has {entry['leaves']}, and {tree.size} are here")
            need(self.hash_of(line["figures"].encode()).hex() == entry["figures"], "its figures were altered")
            figures = record(line["figures"], "figures")
            self.figures[day] = figures["bodies"]
            for body in set(figures["bodies"]) | set(self.counts.get(day, {})):
                told, counted = figures["bodies"].get(body, {}), self.counts.get(day, {}).get(body, {})
                for name in NAMES:
                    here = counted.get(name, 0)
                    need(told.get(name, 0) == here, f"its figures: {body}, {name}: {told.get(name, 0)}, counted {here}")
        except Wrong as wrong:
            self.fault(day, 0, f"day {day}: {wrong}")

    def end(self):
        if not self.ended:
            self.end_case()
            self.fault("", 0, "the last line is missing: the file is not whole")
        for day in sorted(set(self.trees) - set(self.days)):
            self.fault(day, 0, f"day {day} has events and no root")
        return self


def read_export(path):
    export = Export()
    with open(path, encoding="utf-8", errors="replace", newline="\n") as file:
        for line in file:
            export.line(line.rstrip("\n"))
    return export.end()


def tell(faults):
    """The first of them: one broken line at the beginning spoils all that follow."""
    for where, _, what in faults[:MOST_TOLD]:
        print(f"{where}  {what}".strip())
    if len(faults) > MOST_TOLD:
        print(f"... {len(faults)} in all")


def check_export(path):
    export = read_export(path)
    tell(export.faults)
    lines = export.lines
    print(f"{lines['event']} events, {lines['day']} days")
    for key in export.ring.keys if export.ring else []:
        print(f"key: {key['fingerprint']}")
    need(not export.faults, "the export does not hold")


# Receipts, logs, figures


def check_receipt(path_or_text, is_text=False):
    receipt = parse(path_or_text if is_text else read(path_or_text), "the receipt")
    need(isinstance(receipt, dict) and receipt.get("kind") == "receipt" and receipt.get("v") == 1, "this is no receipt")
    fields = {"chain", "div", "event", "hash", "keys", "kind", "number", "previous", "seq", "v"}
    need(fields <= set(receipt) <= fields | {"opening", "promise", "proof"}, "a receipt has other fields")
    hash_of = hash_called(receipt["hash"])
    chain = hash_of(unhex(receipt["previous"], "previous") + receipt["event"].encode())
    need(chain.hex() == receipt["chain"], "the event was altered: its hash is another")
    event = parse(receipt["event"], "the event")
    need(event["seq"] == receipt["seq"], "the receipt is not that of its event")
    if event["seq"] == 1:
        need(receipt["previous"] == ZEROS.hex(), "the first event follows no other")
        need(event["what"]["number"] == receipt["number"], "the receipt is not that of its event")
    if receipt.get("opening") is not None:
        need(
            hash_of(receipt["opening"].encode()).hex() == event["what"].get("commitment"),
            "the applicant's words are not those of the event",
        )
    ring = ring_of(hash_of, receipt["div"], receipt["keys"])
    proof, promise = receipt.get("proof"), receipt.get("promise")
    need(proof or promise, "the receipt holds neither a proof nor a promise")
    if proof:
        entry = record(proof["entry"], "day")
        need(entry["div"] == receipt["div"] and entry["day"] >= china_day(event["at"]), "the day is of another ledger")
        path = [unhex(one, "path") for one in proof["path"]]
        root = unhex(entry["root"], "root")
        need(is_included(hash_of, entry["leaves"], root, proof["index"], chain, path), "the event is not in its day")
        head = head_of(ring, proof["head"])
        need(head["day"] == entry["day"] and head["div"] == entry["div"], "the signed log is that of another day")
        path = [unhex(one, "log_path") for one in proof["log_path"]]
        log, text = unhex(head["log"], "log"), proof["entry"].encode()
        need(is_included(hash_of, head["size"], log, head["size"] - 1, text, path), "the day is not in the signed log")
    if promise:
        told = record(promise["text"], "promise")
        ring.check(told, promise)
        need(
            (told["chain"], told["seq"], told["number"]) == (receipt["chain"], receipt["seq"], receipt["number"]),
            "the promise is that of another event",
        )
    return entry["day"] if proof else None


def logged(value):
    """The last signed log of any file that holds one: hash, ring, head, texts of the days if they are there."""
    kind = value.get("kind")
    if kind == "roots":
        hash_of = hash_called(value["hash"])
        ring, log, previous, last = ring_of(hash_of, value["div"], value["keys"]), Tree(hash_of), ZEROS, None
        need(value["days"], "no day is closed")
        for root in value["days"]:
            entry = record(root["entry"], "day")
            following = last is None or date.fromisoformat(last) + timedelta(days=1) == date.fromisoformat(entry["day"])
            need(following and entry["previous"] == previous.hex(), f"day {entry['day']} does not follow")
            log.push(root["entry"].encode())
            head = head_of(ring, root["head"])
            same = (head["day"], head["size"], head["log"]) == (entry["day"], log.size, log.root().hex())
            need(same, f"day {entry['day']}: the signed log is not that of the days")
            previous, last = hash_of(root["entry"].encode()), entry["day"]
        return hash_of, ring, head, [root["entry"].encode() for root in value["days"]]
    signed = {
        "consistency": lambda: value["new"],
        "publication": lambda: value["head"],
        "receipt": lambda: value["proof"]["head"],
    }.get(kind)
    need(signed is not None, "the file holds no signed log")
    need(kind != "receipt" or value.get("proof"), "the receipt's day was not closed yet")
    hash_of = hash_called(parse(signed()["text"], "the head")["hash"])
    ring = ring_of(hash_of, value["div"], value["keys"])
    return hash_of, ring, head_of(ring, signed()), None


def check_consistency(old_path, new_path):
    new_value = parse(read(new_path), "the newer file")
    hash_of, old_ring, old, _ = logged(parse(read(old_path), "the older file"))
    same_hash, new_ring, new, entries = logged(new_value)
    need(hash_of is same_hash and old["div"] == new["div"], "the files are of different ledgers")
    pairs = zip(old_ring.keys, new_ring.keys)
    need(all(a["fingerprint"] == b["fingerprint"] for a, b in pairs), "the files name different keys")
    if entries is None:
        need(new_value["kind"] == "consistency", "the newer file is neither roots nor a consistency proof")
        path = [unhex(one, "path") for one in new_value["path"]]
    else:
        need(old["size"] <= len(entries), "the older file has more days than the newer")
        path = consistency_path(hash_of, entries, old["size"])
    before, after = unhex(old["log"], "log"), unhex(new["log"], "log")
    grew = is_consistent(hash_of, old["size"], before, new["size"], after, path)
    need(grew, "the older log is not the beginning of the newer: days were rewritten")
    print(f"the log up to {old['day']} ({old['size']} days) is the beginning of that up to {new['day']} ({new['size']} days)")


def rates(counts):
    def share(part, whole):
        return None if whole == 0 else abs(part) * 10_000 // whole * (1 if part >= 0 else -1)

    get = lambda name: counts.get(name, 0)
    mean = None if get("limited") == 0 else int(abs(get("rates_ppm")) // get("limited") // 100)
    return {
        "early": share(get("early"), get("accepted")),
        "handling_speed_up": share(get("statutory_days") - get("actual_days"), get("statutory_days")),
        "handling_speed_up_mean": mean if get("rates_ppm") >= 0 or mean is None else -mean,
        "on_time": share(get("on_time"), get("decided")),
        "promised_speed_up": share(get("statutory_days") - get("promised_days"), get("statutory_days")),
    }


def check_figures(path, export_path):
    told = parse(read(path), "the figures")
    need(told.get("kind") == "publication" and told.get("v") == 1 and told.get("rules") == 1, "these are no figures")
    export = read_export(export_path)
    entry = record(told["entry"], "day")
    head = head_of(ring_of(hash_called(entry["hash"]), told["div"], told["keys"]), told["head"])
    need(head["day"] == entry["day"] == told["to"] and entry["root"] == told["root"], "they do not name their own root")
    need(export.days.get(told["to"]) == told["entry"], f"the export has another root for {told['to']}, or none")
    sums, counted = {"": {}}, {"": {}}
    for day in (day for day in export.days if told["from"] <= day <= told["to"]):
        for totals, bodies in ((sums, export.figures.get(day, {})), (counted, export.counts.get(day, {}))):
            for body, counts in bodies.items():
                for into in (totals.setdefault(body, {}), totals[""]):
                    for name, count in counts.items():
                        into[name] = into.get(name, 0) + count
    fallen = 0
    for figures in (*told["bodies"], told["total"]):
        body = figures["body"]
        lines = [(name, count, sums.get(body, {}).get(name, 0)) for name, count in figures["counts"].items()]
        lines += [
            (name, count, counted.get(body, {}).get(name, 0))
            for name, count in figures["counts"].items()
        ]
        lines += [(f"rate.{name}", figures["rates"][name], rate) for name, rate in rates(figures["counts"]).items()]
        for name, published, here in dict.fromkeys(lines):
            if published != here:
                fallen += 1
                print(f"{body or 'total'}  {name}: published {published}, counted {here}")
    tell(export.faults)
    need(not fallen, f"{fallen} figures fall")
    need(not export.faults, "the figures stand, but the export does not hold")


# Vectors


def check_vectors(path):
    vectors = parse(read(path), "the vectors")
    need(sm3_plain(b"abc") == SM3(b"abc") and sm3_plain(bytes(200)) == SM3(bytes(200)), "the two SM3 differ")
    for name in ("sm3", "sha256"):
        hash_of, here = hash_called(name), vectors[name]
        for one in here["digest"]:
            need(hash_of(one["text"].encode()).hex() == one["hash"], f"{name} of {one['text']!r}")
        before = ZEROS
        for one in here["chain"]:
            need(canonical(json.loads(one["text"])) == one["text"], "an event is not canonical")
            before = hash_of(before + one["text"].encode())
            need(before.hex() == one["hash"], "the chain")
        opening = here["opening"]
        need(hash_of(opening["text"].encode()).hex() == opening["commitment"], "the commitment")
        tree = here["tree"]
        leaves = [bytes.fromhex(leaf) for leaf in tree["leaves"]]
        roots = [bytes.fromhex(root) for root in tree["roots"]]
        for size, root in enumerate(roots):
            need(root_of(hash_of, leaves[:size]) == root, f"the root of {size} leaves")
        for one in tree["inclusion"]:
            size, index, beside = one["size"], one["index"], [bytes.fromhex(node) for node in one["path"]]
            need(is_included(hash_of, size, roots[size], index, leaves[index], beside), f"inclusion {one}")
            need(not is_included(hash_of, size, roots[size], index, b"other", beside), f"inclusion of another {one}")
        for one in tree["consistency"]:
            old, new, beside = one["old"], one["new"], [bytes.fromhex(node) for node in one["path"]]
            need(is_consistent(hash_of, old, roots[old], new, roots[new], beside), f"consistency {one}")
            need(consistency_path(hash_of, leaves[:new], old) == beside, f"the path of consistency {one}")
        text = json.dumps(here["receipt"], ensure_ascii=False)
        need(check_receipt(text, is_text=True) == "2026-03-02", "the receipt")
        for place in range(0, len(text), 97):
            altered = text[:place] + ("0" if text[place] != "0" else "1") + text[place + 1 :]
            try:
                check_receipt(altered, is_text=True)
            except (Wrong, KeyError, TypeError, ValueError, AttributeError):
                continue
            raise Wrong(f"an altered receipt is taken: {altered[max(0, place - 40):place + 40]}")


def read(path):
    with open(path, encoding="utf-8", newline="") as file:
        return file.read()


COMMANDS = {
    "export": (check_export, 1),
    "receipt": (check_receipt, 1),
    "consistency": (check_consistency, 2),
    "figures": (check_figures, 2),
    "vectors": (check_vectors, 1),
}


def main(arguments):
    command, files = COMMANDS.get(arguments[0] if arguments else "", (None, 0))
    if command is None or len(arguments) != files + 1:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        command(*arguments[1:])
    except Wrong as wrong:
        print(f"it does not hold: {wrong}", file=sys.stderr)
        return 1
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        print(f"it cannot be understood: {error!r}", file=sys.stderr)
        return 1
    except OSError as error:
        print(error, file=sys.stderr)
        return 3
    print("it holds")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
