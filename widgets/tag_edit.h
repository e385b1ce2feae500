#pragma once

#include <QStringList>
#include <QWidget>

class QLineEdit;

namespace atelier::widgets {

class FlowLayout;

/// Tags as chips that a click takes away, and a field that adds one and offers known ones.
class TagEdit : public QWidget {
    Q_OBJECT

public:
    /// `name`: of the field; chips are "NAME-chip".
    explicit TagEdit(const QString& name, QWidget* parent = nullptr);

    void setTags(const QStringList& tags);
    const QStringList& tags() const { return tags_; }
    void setKnown(const QStringList& tags);
    void setReadOnly(bool readOnly);  ///< chips alone
    QLineEdit* field() const { return field_; }

Q_SIGNALS:
    void edited(const QStringList& tags);

protected:
    void changeEvent(QEvent* event) override;

private:
    void addTyped();
    void give(const QStringList& tags);
    void showTags();
    void retranslate();

    QString name_;
    QStringList tags_;
    bool readOnly_ = false;
    FlowLayout* flow_;
    QLineEdit* field_;
};

}  // namespace atelier::widgets
