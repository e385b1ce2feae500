#pragma once

#include <QString>

namespace atelier::widgets {

/// A tick's label, with as many digits as ticks `step` apart need: "0.25", "2.5e-5", "20k".
QString tickText(double value, double step);
/// A value under the pointer, to four digits: "0.4812", "4.95e-5".
QString valueText(double value);

}  // namespace atelier::widgets
