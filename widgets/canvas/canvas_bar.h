#pragma once

#include <QKeySequence>
#include <QString>
#include <QStringList>
#include <QWidget>

#include <map>

class QAction;
class QActionGroup;
class QBoxLayout;
class QToolButton;

namespace atelier::widgets {

enum class CanvasToolKind;  // canvas/region_editor.h
class ImageCanvas;

/// For a canvas: its tools, zoom and labels. The actions belong to the canvas too, so that their keys work while either
/// has the focus. The tools are there while the canvas is editable; zoom and labels go below them where both do not fit
/// beside each other.
class CanvasBar : public QWidget {
    Q_OBJECT

public:
    /// `canvas` lives at least as long.
    explicit CanvasBar(ImageCanvas* canvas, QWidget* parent = nullptr);

    /// "select", "box", "rotated-box", "polygon", "zoom-in", "zoom-out", "fit", "actual-size", "labels". An unknown id
    /// is a bug: std::logic_error.
    QAction* action(const QString& id) const;
    /// All that has keys on the canvas: the actions, then what is done with chosen regions (CanvasKeys::idOf()).
    QStringList keyIds() const;
    QString nameOf(const QString& id) const;
    QKeySequence keys(const QString& id) const;
    void setShortcut(const QString& id, const QKeySequence& keys);
    QSize minimumSizeHint() const override;

protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Item {
        QAction* action;
        QToolButton* button;
    };
    QAction* add(const QString& id, const QString& iconName, const QKeySequence& keys);
    void addTool(const QString& id, const QKeySequence& keys, CanvasToolKind tool);
    void describe(const QString& id, const QString& name, const QString& help);
    void retranslate();
    void arrange();

    QBoxLayout* layout_;
    QWidget *toolRow_, *viewRow_, *row_;  // row_: that add() adds to
    ImageCanvas* canvas_;
    QActionGroup* tools_;
    std::map<QString, Item> items_;
    QStringList order_;  // of their ids
};

}  // namespace atelier::widgets
