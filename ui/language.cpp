#include "language.h"

#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

namespace atelier::ui {

QStringList languages() {
    return {"en", "zh_CN"};
}

QString languageName(const QString& language) {
    return language == "zh_CN" ? QString::fromUtf8("简体中文") : QStringLiteral("English");
}

void setLanguage(QCoreApplication& application, const QString& language) {
    static QTranslator own, qt;
    application.removeTranslator(&own);
    application.removeTranslator(&qt);
    const QLocale locale = language.isEmpty() ? QLocale::system() : QLocale(language);
    QLocale::setDefault(locale);
    if (qt.load(locale, "qtbase", "_", QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        application.installTranslator(&qt);
    if (own.load(locale, "atelier", "_", ":/i18n") || own.load("atelier_en", ":/i18n"))
        application.installTranslator(&own);
}

}  // namespace atelier::ui
