#include "language.h"
#include "main_window.h"
#include "screenshots.h"
#include "theme/theme.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>

#include <cstdio>

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
    parser.addPositionalArgument("PROJECT", "Folder of a project to open; a new one is made where there is none.",
                                 "[PROJECT]");
    const QCommandLineOption starter(
        "starter", "Open the starter project, in PROJECT if it is given: a small model with data and recipes.");
    const QCommandLineOption scheme("theme", "light, dark or system.", "NAME");
    const QCommandLineOption language("language", "en or zh_CN.", "CODE");
    const QCommandLineOption size("size", "Size of the window, e.g. 1280x720.", "WxH");
    const QCommandLineOption pictures("screenshots", "Draw every page in each state of the starter project, then quit.",
                                      "DIR");
    parser.addOptions({starter, scheme, language, size, pictures});
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
    if (parser.isSet(size)) {
        const QStringList sides = parser.value(size).split('x');
        if (sides.size() != 2 || sides[0].toInt() < 1 || sides[1].toInt() < 1) {
            std::fprintf(stderr, "atelier-studio: --size %s: wanted is a width and a height, e.g. 1280x720\n",
                         qPrintable(parser.value(size)));
            return 2;
        }
        window.resize(sides[0].toInt(), sides[1].toInt());
    }
    window.show();
    if (parser.isSet(pictures)) return studio::drawScreenshots(window, parser.value(pictures));
    const QStringList places = parser.positionalArguments();
    if (parser.isSet(starter))
        window.openStarter(places.isEmpty() ? QString() : QDir(places.front()).absolutePath());
    else if (!places.isEmpty())
        window.openProject(QDir(places.front()).absolutePath(), ui::Session::Create::IfMissing);
    return QApplication::exec();
}
