#include "preferences.h"

#include <QCryptographicHash>

namespace atelier::ui {
namespace {

QString pageKey(const QString& project) {
    return "pages/" + QCryptographicHash::hash(project.toUtf8(), QCryptographicHash::Md5).toHex();
}

}  // namespace

Preferences::Preferences(QObject* parent)
    : QObject(parent), settings_(QSettings::IniFormat, QSettings::UserScope, "Atelier", "Studio") {}

widgets::Scheme Preferences::scheme() const {
    const QString name = settings_.value("scheme").toString();
    return name == "light" ? widgets::Scheme::Light : name == "dark" ? widgets::Scheme::Dark : widgets::Scheme::System;
}

void Preferences::setScheme(widgets::Scheme scheme) {
    settings_.setValue("scheme", scheme == widgets::Scheme::Light  ? "light"
                                 : scheme == widgets::Scheme::Dark ? "dark"
                                                                   : "system");
}

QString Preferences::language() const {
    return settings_.value("language").toString();
}

void Preferences::setLanguage(const QString& language) {
    settings_.setValue("language", language);
}

QStringList Preferences::recentProjects() const {
    return settings_.value("recent").toStringList();
}

void Preferences::addRecentProject(const QString& folder) {
    QStringList recent = recentProjects();
    recent.removeAll(folder);
    recent.prepend(folder);
    settings_.setValue("recent", recent.mid(0, kRecent));
    Q_EMIT recentChanged();
}

void Preferences::removeRecentProject(const QString& folder) {
    QStringList recent = recentProjects();
    recent.removeAll(folder);
    settings_.setValue("recent", recent);
    Q_EMIT recentChanged();
}

QString Preferences::lastPage(const QString& project) const {
    return settings_.value(pageKey(project)).toString();
}

void Preferences::setLastPage(const QString& project, const QString& page) {
    settings_.setValue(pageKey(project), page);
}

QByteArray Preferences::place(const QString& name) const {
    return settings_.value("places/" + name).toByteArray();
}

void Preferences::setPlace(const QString& name, const QByteArray& state) {
    settings_.setValue("places/" + name, state);
}

bool Preferences::flag(const QString& name, bool otherwise) const {
    return settings_.value("flags/" + name, otherwise).toBool();
}

void Preferences::setFlag(const QString& name, bool on) {
    settings_.setValue("flags/" + name, on);
}

QString Preferences::text(const QString& name) const {
    return settings_.value("texts/" + name).toString();
}

void Preferences::setText(const QString& name, const QString& text) {
    settings_.setValue("texts/" + name, text);
}

QStringList Preferences::list(const QString& name) const {
    return settings_.value("lists/" + name).toStringList();
}

void Preferences::setList(const QString& name, const QStringList& list) {
    settings_.setValue("lists/" + name, list);
}

}  // namespace atelier::ui
