#pragma once

#include "pages/page.h"

namespace atelier::ui {

class RecipePage : public Page {
    Q_OBJECT

public:
    explicit RecipePage(Studio& studio, QWidget* parent = nullptr);
    QStringList states() const override { return {"empty"}; }
    QString state() const override { return "empty"; }

protected:
    void retranslate() override;
};

}  // namespace atelier::ui
