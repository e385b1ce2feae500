#pragma once

#include "tokens/token_chips.h"

class QPainter;
class QRect;

namespace atelier::widgets {

struct ChipState {
    bool chosen = false, current = false, hovered = false;
    bool cut = false;  ///< the place is too small for the label
};

/// A chip in `place`, with the painter's font: what is trained on, has a weight of its own, is of an image or
/// special is coloured so.
void paintChip(QPainter& painter, const QRect& place, const Token& token, const QString& label, const ChipState& state);

}  // namespace atelier::widgets
