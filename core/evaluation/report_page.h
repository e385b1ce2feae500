#pragma once

namespace atelier::evaluation {

/// The report's style sheet and script, written into the page.
extern const char* const kReportStyle;
extern const char* const kReportScript;

}  // namespace atelier::evaluation
