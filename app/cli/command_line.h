#pragma once

/// The whole command line: parses `argv`, runs the command, and returns the exit code of the process.
extern "C" int atelierCommandLine(int argc, char** argv);
