#pragma once

#include "theme/theme.h"

#include <QByteArray>
#include <QObject>
#include <QSettings>
#include <QStringList>

namespace atelier::ui {

/// What belongs to the person, not to a project: look, language, places of windows and splitters, recent projects. Kept
/// in ~/.config/Atelier/Studio.conf.
class Preferences : public QObject {
    Q_OBJECT

public:
    static constexpr int kRecent = 12;

    explicit Preferences(QObject* parent = nullptr);

    widgets::Scheme scheme() const;
    void setScheme(widgets::Scheme scheme);
    QString language() const;  ///< "en", "zh_CN"; empty: as the system
    void setLanguage(const QString& language);

    QStringList recentProjects() const;  ///< newest first
    void addRecentProject(const QString& folder);
    void removeRecentProject(const QString& folder);
    QString lastPage(const QString& project) const;
    void setLastPage(const QString& project, const QString& page);

    /// Geometry of a window, state of a splitter: by a name of their own.
    QByteArray place(const QString& name) const;
    void setPlace(const QString& name, const QByteArray& state);
    bool flag(const QString& name, bool otherwise) const;
    void setFlag(const QString& name, bool on);
    /// Small things a page remembers: a line of text, a list of them. Empty when there is none.
    QString text(const QString& name) const;
    void setText(const QString& name, const QString& text);
    QStringList list(const QString& name) const;
    void setList(const QString& name, const QStringList& list);

Q_SIGNALS:
    void recentChanged();

private:
    mutable QSettings settings_;
};

}  // namespace atelier::ui
