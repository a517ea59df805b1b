#!/usr/bin/env python3
"""Reads the log of a public copy without any code of Diên Hồng.

Written from the texts of C2SP (signed-note, tlog-checkpoint, tlog-tiles, tlog-cosignature, tlog-proof), RFC 6962 and
RFC 8032 alone, with the standard library of Python 3.11, so that the format is the specification's and not ours.

    reader.py DIR --log VKEY [--witness VKEY]... [--receipt FILE]... [--old SIZE]...

It says what it checked, a line each, and ends with 0; or it names the first thing that is wrong and ends with 1.
"""

import argparse
import base64
import binascii
import hashlib
import pathlib
import sys


class Wrong(Exception):
    """Something does not agree with the specifications or with what is signed."""


# Ed25519, RFC 8032, section 5.1.

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def add(a, b):
    """Adds two points in extended homogeneous coordinates (X, Y, Z, T): 5.1.4."""
    e = (a[1] - a[0]) * (b[1] - b[0]) % P
    f = (a[1] + a[0]) * (b[1] + b[0]) % P
    g = 2 * a[3] * b[3] * D % P
    h = 2 * a[2] * b[2] % P
    ee, ff, gg, hh = f - e, h - g, h + g, f + e
    return (ee * ff % P, gg * hh % P, ff * gg % P, ee * hh % P)


def times(number, point):
    result = (0, 1, 1, 0)
    while number:
        if number & 1:
            result = add(result, point)
        point = add(point, point)
        number >>= 1
    return result


def same(a, b):
    return (a[0] * b[2] - b[0] * a[2]) % P == 0 and (a[1] * b[2] - b[1] * a[2]) % P == 0


def decode_point(data):
    """5.1.3."""
    number = int.from_bytes(data, "little")
    sign, y = number >> 255, number & (2**255 - 1)
    if y >= P:
        return None
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    if (v * x * x + u) % P == 0:
        x = x * ROOT_OF_MINUS_ONE % P
    if (v * x * x - u) % P != 0 or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return (x, y, 1, x * y % P)


BASE = decode_point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def ed25519(public, message, signature):
    """5.1.7."""
    if len(signature) != 64:
        return False
    point, r = decode_point(public), decode_point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if point is None or r is None or s >= L:
        return False
    digest = hashlib.sha512(signature[:32] + public + message).digest()
    k = int.from_bytes(digest, "little") % L
    return same(times(s, BASE), add(r, times(k, point)))


# c2sp.org/signed-note


def strict_base64(text):
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as why:
        raise Wrong(f"no base64: {text[:40]!r}") from why
    if base64.b64encode(data).decode() != text:
        raise Wrong(f"base64 that is not canonical: {text[:40]!r}")
    return data


def decimal(text, what):
    if not text.isascii() or not text.isdigit() or str(int(text)) != text:
        raise Wrong(f"{what} is no decimal: {text[:40]!r}")
    return int(text)


class Key:
    """A verifier key, name+id+base64(type, public key)."""

    def __init__(self, text, wanted):
        parts = text.split("+", 2)
        if len(parts) != 3:
            raise Wrong(f"no verifier key: {text!r}")
        self.name = parts[0]
        material = strict_base64(parts[2])
        if material[:1] != bytes([wanted]) or len(material) != 33:
            raise Wrong(f"the key of {self.name} is not of type {wanted}")
        self.public = material[1:]
        self.id = hashlib.sha256(self.name.encode() + b"\n" + material).digest()[:4]
        if self.id.hex() != parts[1]:
            raise Wrong(f"the key of {self.name} has another id")


class Note:
    def __init__(self, data):
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as why:
            raise Wrong("the note is not UTF-8") from why
        if any(ord(c) < 0x20 and c != "\n" for c in text):
            raise Wrong("the note has a control character")
        body, blank, lines = text.rpartition("\n\n")
        if not blank or not lines.endswith("\n"):
            raise Wrong("the note has no signatures")
        self.text = body + "\n"
        self.signatures = []
        for line in lines[:-1].split("\n"):
            dash, _, rest = line.partition(" ")
            name, space, encoded = rest.partition(" ")
            signature = strict_base64(encoded)
            if dash != "\u2014" or not name or not space or len(signature) < 5:
                raise Wrong(f"no signature line: {line[:60]!r}")
            self.signatures.append((name, signature[:4], signature[4:]))

    def by(self, key):
        return [s for name, known, s in self.signatures if name == key.name and known == key.id]


# c2sp.org/tlog-checkpoint


class Checkpoint:
    def __init__(self, note, key):
        found = note.by(key)
        if not found:
            raise Wrong(f"the checkpoint is not signed by {key.name}")
        if not all(ed25519(key.public, note.text.encode(), signature) for signature in found):
            raise Wrong(f"the signature of {key.name} does not fit the checkpoint")
        lines = note.text[:-1].split("\n")
        if len(lines) < 3 or not all(lines):
            raise Wrong("the checkpoint has an empty line or too few")
        self.origin, self.size = lines[0], decimal(lines[1], "the size")
        self.root = strict_base64(lines[2])
        if self.origin != key.name or len(self.root) != 32:
            raise Wrong("the checkpoint is of another log or its root is no hash")


# c2sp.org/tlog-cosignature


def cosigned(note, key):
    """The times at which a witness has cosigned."""
    times_ = []
    for signature in note.by(key):
        time = int.from_bytes(signature[:8], "big")
        message = f"cosignature/v1\ntime {time}\n{note.text}".encode()
        if time >= 2**63 or not ed25519(key.public, message, signature[8:]):
            raise Wrong(f"the cosignature of {key.name} does not fit")
        times_.append(time)
    return times_


# RFC 6962, section 2.1


def leaf(entry):
    return hashlib.sha256(b"\x00" + entry).digest()


def node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def half(count):
    """The largest power of two below count."""
    return 1 << ((count - 1).bit_length() - 1)


def tree_hash(leaves):
    """The definition; iterative where all is complete."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) & (len(leaves) - 1) == 0:
        row = leaves
        while len(row) > 1:
            row = [node(row[i], row[i + 1]) for i in range(0, len(row), 2)]
        return row[0]
    middle = half(len(leaves))
    return node(tree_hash(leaves[:middle]), tree_hash(leaves[middle:]))


def root_from_inclusion(entry, index, size, proof):
    """2.1.1, read backwards: where the path leads."""
    if index >= size:
        raise Wrong("the leaf is not in the tree")
    if size == 1:
        if proof:
            raise Wrong("the path is too long")
        return entry
    if not proof:
        raise Wrong("the path is too short")
    middle = half(size)
    if index < middle:
        return node(root_from_inclusion(entry, index, middle, proof[:-1]), proof[-1])
    return node(proof[-1], root_from_inclusion(entry, index - middle, size - middle, proof[:-1]))


def roots_from_consistency(old, new, proof, old_root, whole=True):
    """2.1.2, read backwards: the old and the new root to which the proof leads."""
    if old == new:
        if whole:
            if proof:
                raise Wrong("the consistency proof is too long")
            return old_root, old_root
        if len(proof) != 1:
            raise Wrong("the consistency proof has another length")
        return proof[0], proof[0]
    if not proof:
        raise Wrong("the consistency proof is too short")
    middle = half(new)
    if old <= middle:
        before, after = roots_from_consistency(old, middle, proof[:-1], old_root, whole)
        return before, node(after, proof[-1])
    before, after = roots_from_consistency(old - middle, new - middle, proof[:-1], old_root, False)
    return node(proof[-1], before), node(proof[-1], after)


# c2sp.org/tlog-tiles


class Tiles:
    def __init__(self, folder, size):
        self.folder, self.size, self.kept = folder, size, {}

    def path(self, level, number, width):
        groups = [f"{number % 1000:03}"]
        while number >= 1000:
            number //= 1000
            groups.insert(0, f"x{number % 1000:03}")
        partial = "" if width == 256 else f".p/{width}"
        return "/".join(["tile", str(level), *groups]) + partial

    def bytes(self, level, number, items):
        width = min(items - number * 256, 256)
        path = self.path(level, number, width)
        try:
            return (self.folder / path).read_bytes(), width, path
        except OSError as why:
            raise Wrong(f"{path} is not there") from why

    def entries(self):
        for number in range((self.size + 255) // 256):
            data, width, path = self.bytes("entries", number, self.size)
            place, count = 0, 0
            while place < len(data):
                length = int.from_bytes(data[place : place + 2], "big")
                place += 2
                if place + length > len(data):
                    raise Wrong(f"{path} is cut short")
                yield data[place : place + length]
                place, count = place + length, count + 1
            if count != width:
                raise Wrong(f"{path} holds {count} entries instead of {width}")

    def hashes(self, level, number):
        if (level, number) not in self.kept:
            data, width, path = self.bytes(level, number, self.size >> (8 * level))
            if len(data) != 32 * width:
                raise Wrong(f"{path} has {len(data)} bytes instead of {32 * width}")
            self.kept[level, number] = [data[i : i + 32] for i in range(0, len(data), 32)]
        return self.kept[level, number]

    def range(self, start, end):
        """The hash over leaves, from tiles of hashes alone."""
        count = end - start
        if count == 0:
            return hashlib.sha256(b"").digest()
        if count & (count - 1):
            middle = start + half(count)
            return node(self.range(start, middle), self.range(middle, end))
        level, rest = divmod(count.bit_length() - 1, 8)
        first = start >> (8 * level)
        row = self.hashes(level, first // 256)[first % 256 : first % 256 + (1 << rest)]
        if len(row) != 1 << rest:
            raise Wrong(f"a tile of level {level} is too short")
        return tree_hash(row)

    def inclusion(self, index, start, end):
        if end - start == 1:
            return []
        middle = start + half(end - start)
        if index < middle:
            return self.inclusion(index, start, middle) + [self.range(middle, end)]
        return self.inclusion(index, middle, end) + [self.range(start, middle)]

    def consistency(self, old, start, end, whole=True):
        """SUBPROOF of 2.1.2, with the old size counted from start."""
        if old == end - start:
            return [] if whole else [self.range(start, end)]
        middle = half(end - start)
        if old <= middle:
            return self.consistency(old, start, start + middle, whole) + [
                self.range(start + middle, end)
            ]
        return self.consistency(old - middle, start + middle, end, False) + [
            self.range(start, start + middle)
        ]


# c2sp.org/tlog-proof


def receipt(data, key, witnesses, leaves):
    head, blank, note = data.partition(b"\n\n")
    lines = head.decode("utf-8", "replace").split("\n")
    if not blank or lines.pop(0) != "c2sp.org/tlog-proof@v1":
        raise Wrong("no tlog-proof of version 1")
    extra = None
    if lines and lines[0].startswith("extra "):
        extra = strict_base64(lines.pop(0)[6:])
    if not lines or not lines[0].startswith("index "):
        raise Wrong("the receipt has no index")
    index = decimal(lines.pop(0)[6:], "the index")
    proof = [strict_base64(line) for line in lines]
    note = Note(note)
    checkpoint = Checkpoint(note, key)
    # The hash of the leaf comes from the log that was read, not from what the receipt says of itself.
    if index >= len(leaves) or extra != leaves[index]:
        raise Wrong("the receipt is for another leaf")
    if root_from_inclusion(leaves[index], index, checkpoint.size, proof) != checkpoint.root:
        raise Wrong("the path of the receipt does not lead to the signed root")
    return index, checkpoint.size, sum(1 for witness in witnesses if cosigned(note, witness))


def check(arguments):
    folder = pathlib.Path(arguments.folder)
    key = Key(arguments.log, 1)
    witnesses = [Key(text, 4) for text in arguments.witness]
    note = Note((folder / "checkpoint").read_bytes())
    checkpoint = Checkpoint(note, key)
    size = checkpoint.size
    print(f"checkpoint: {size} records, signed by {key.name}")
    for witness in witnesses:
        times_ = cosigned(note, witness)
        if not times_:
            raise Wrong(f"{witness.name} has not cosigned")
        print(f"cosignature: {witness.name} at {max(times_)}")
    tiles = Tiles(folder, size)
    leaves = [leaf(entry) for entry in tiles.entries()]
    if tree_hash(leaves) != checkpoint.root:
        raise Wrong("the entries do not lead to the signed root")
    print("entries: they lead to the signed root")
    if tiles.range(0, size) != checkpoint.root:
        raise Wrong("the tiles do not lead to the signed root")
    for index in range(size):
        if tiles.hashes(0, index // 256)[index % 256] != leaves[index]:
            raise Wrong(f"the tiles have another hash for leaf {index}")
    level, above = 1, leaves
    while len(above) >= 256:
        above = [tree_hash(above[i * 256 : i * 256 + 256]) for i in range(len(above) // 256)]
        for index, hash_ in enumerate(above):
            if tiles.hashes(level, index // 256)[index % 256] != hash_:
                raise Wrong(f"the tiles have another hash at level {level}, place {index}")
        level += 1
    print("tiles: they have the hashes of the entries")
    sample = sorted({0, 1, size // 3, size // 2, size - 2, size - 1} & set(range(size)))
    for index in sample:
        proof = tiles.inclusion(index, 0, size)
        if root_from_inclusion(leaves[index], index, size, proof) != checkpoint.root:
            raise Wrong(f"leaf {index} cannot be shown to be included")
    print(f"inclusion: {len(sample)} proofs from tiles")
    olds = sorted({1, 2, size // 3, size // 2, size - 1, *arguments.old} & set(range(1, size + 1)))
    for old in olds:
        proof, before = tiles.consistency(old, 0, size), tree_hash(leaves[:old])
        if roots_from_consistency(old, size, proof, before) != (before, checkpoint.root):
            raise Wrong(f"the first {old} records cannot be shown to be the beginning")
    print(f"consistency: {len(olds)} proofs from tiles")
    for path in arguments.receipt:
        index, of, seen = receipt(pathlib.Path(path).read_bytes(), key, witnesses, leaves)
        print(f"receipt: record {index} of {of}, seen by {seen} witnesses")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder")
    parser.add_argument("--log", required=True)
    parser.add_argument("--witness", action="append", default=[])
    parser.add_argument("--receipt", action="append", default=[])
    parser.add_argument("--old", action="append", default=[], type=int)
    try:
        check(parser.parse_args())
    except (Wrong, OSError) as why:
        print(f"wrong: {why}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
