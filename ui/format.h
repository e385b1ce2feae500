#pragma once

#include "protocol/event.h"

#include <QString>

#include <cstdint>

namespace atelier::ui {

QString durationText(double seconds);                      ///< "12 s", "4 min 05 s", "2 h 10 min"
QString bytesText(std::uint64_t bytes);                    ///< "9.3 MB", in the locale's form
QString countText(std::uint64_t count);                    ///< "4.66 M"
QString phaseText(const protocol::PhaseChanged& phase);    ///< in the person's language: "Answering: After tuning"
QString contestantTitle(const std::string& title);         ///< in the person's language where it is one of every run
QString timeLeftText(const protocol::Progress& progress);  ///< "4 min left"; empty when unknown

}  // namespace atelier::ui
