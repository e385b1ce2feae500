#pragma once

#include <QComboBox>

namespace atelier::widgets {

/// A combo box that makes its list when it is first opened. Qt's own makes it, some ten widgets, as soon as its size is
/// to follow its entries or the style changes, and the style sheet remembers them for good.
class ComboBox : public QComboBox {
    Q_OBJECT

public:
    /// As wide as its widest entry; with `letters`, as wide as so many of them whatever the entries are.
    explicit ComboBox(int letters = 0, QWidget* parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void changeEvent(QEvent* event) override;
};

}  // namespace atelier::widgets
