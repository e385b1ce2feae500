#pragma once

#include <QCoreApplication>
#include <QString>
#include <QStringList>

namespace atelier::ui {

/// The languages that translations/ has, English first: "en", "zh_CN".
QStringList languages();
/// In the language itself: "English", "简体中文".
QString languageName(const QString& language);
/// Switches the whole program, while it runs: every widget gets a LanguageChange event. Empty: the system's language
/// where there is a translation, else English.
void setLanguage(QCoreApplication& application, const QString& language);

}  // namespace atelier::ui
