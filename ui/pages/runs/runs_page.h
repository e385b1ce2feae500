#pragma once

#include "pages/page.h"

namespace atelier::ui {

class RunsPage : public Page {
    Q_OBJECT

public:
    explicit RunsPage(Studio& studio, QWidget* parent = nullptr);
    QStringList states() const override { return {"empty"}; }
    QString state() const override { return "empty"; }

protected:
    void retranslate() override;
};

}  // namespace atelier::ui
