#!/usr/bin/env python3
"""The imitation hub as a program, for the tests of the window. Writes its address as a line, then reads commands from stdin,
a JSON object a line, and answers each with a line; ends when stdin ends.
  {"add": ID, "files": {PATH: TEXT or number of bytes}, "gated": false, "facts": {...}}
  {"misbehave": PATTERN, ...}   as Fault
  {"asked": TEXT}               how many requests contained it, and whether one had a token"""

import json
import random
import sys

from imitation import ImitationHub


def content(value):
    return random.Random(value).randbytes(value) if isinstance(value, int) else value


def main():
    hub = ImitationHub()
    print(hub.endpoint, flush=True)
    for line in sys.stdin:
        command = json.loads(line)
        answer = {}
        if "add" in command:
            files = {path: content(value) for path, value in command["files"].items()}
            repository = hub.add(command["add"], files, gated=command.get("gated", False), facts=command.get("facts", {}))
            answer = {"commit": repository.branches["main"]}
        elif "misbehave" in command:
            hub.misbehave(command.pop("misbehave"), **command)
        elif "asked" in command:
            asked = hub.asked(containing=command["asked"])
            answer = {"count": len(asked), "tokens": sorted({headers["authorization"] for _, headers in asked
                                                             if "authorization" in headers})}
        print(json.dumps(answer), flush=True)
    hub.close()


if __name__ == "__main__":
    main()
