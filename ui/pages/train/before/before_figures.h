#pragma once

#include "protocol/jobs/preflight.h"

#include <QWidget>

namespace atelier::ui {

class FigureTile;

/// What a check has found in four figures: memory, time, what is trained, samples.
class BeforeFigures : public QWidget {
    Q_OBJECT

public:
    explicit BeforeFigures(QWidget* parent = nullptr);
    void show(const protocol::Preflight& preflight);

private:
    FigureTile *memory_, *time_, *trained_, *samples_;
};

}  // namespace atelier::ui
