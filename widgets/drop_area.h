#pragma once

#include <QFrame>
#include <QUrl>

#include <functional>

class QLabel;
class QPushButton;

namespace atelier::widgets {

/// A dashed frame to drop local files or folders on, with a button for those who would rather browse.
class DropArea : public QFrame {
    Q_OBJECT

public:
    using Filter = std::function<bool(const QString& path)>;

    explicit DropArea(QWidget* parent = nullptr);

    /// `button` says what browsing is for ("Choose a folder…"); the owner opens the file chooser on browseRequested().
    void setTexts(const QString& title, const QString& hint, const QString& button);
    void setIcon(const QString& iconName);
    /// Which local paths are welcome; without a filter all are. Anything else in a drop is left out; a drop without any
    /// welcome path is refused while it still hovers. The filter runs on each move of the pointer's entry: keep it
    /// fast.
    void setFilter(Filter filter);
    QPushButton* button() const { return button_; }

Q_SIGNALS:
    /// Local paths, at least one.
    void dropped(const QStringList& paths);
    void browseRequested();

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    QStringList welcome(const QList<QUrl>& urls) const;
    void applyTheme();

    QString iconName_ = "import";
    QLabel *icon_, *title_, *hint_;
    QPushButton* button_;
    Filter filter_;
};

}  // namespace atelier::widgets
