#include "language.h"
#include "main_window.h"
#include "theme/theme.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>

using namespace atelier;

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    QApplication::setApplicationName("Atelier Studio");
    QApplication::setApplicationVersion(ATELIER_VERSION);
    QApplication::setDesktopFileName("atelier-studio");

    QCommandLineParser parser;
    parser.setApplicationDescription("Atelier: fine-tune vision-language models in a window.");
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addPositionalArgument("PROJECT", "Folder of a project to open; a new one is made where there is none.", "[PROJECT]");
    const QCommandLineOption starter("starter", "Open the starter project: a small model with data and recipes.");
    const QCommandLineOption scheme("theme", "light, dark or system.", "NAME");
    const QCommandLineOption language("language", "en or zh_CN.", "CODE");
    parser.addOptions({starter, scheme, language});
    parser.process(application);

    ui::Studio studio;
    auto look = studio.preferences().scheme();
    if (parser.isSet(scheme))
        look = parser.value(scheme) == "dark"    ? widgets::Scheme::Dark
               : parser.value(scheme) == "light" ? widgets::Scheme::Light
                                                 : widgets::Scheme::System;
    widgets::theme().setScheme(look);
    widgets::theme().install(application);
    ui::setLanguage(application, parser.isSet(language) ? parser.value(language) : studio.preferences().language());

    ui::MainWindow window(studio);
    window.show();
    const QStringList places = parser.positionalArguments();
    if (parser.isSet(starter))
        window.openStarter();
    else if (!places.isEmpty())
        window.openProject(QDir(places.front()).absolutePath(), ui::Session::Create::IfMissing);
    return QApplication::exec();
}
