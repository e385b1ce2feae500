#include "language.h"
#include "main_window.h"
#include "screenshots.h"
#include "theme/theme.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string_view>

using namespace atelier;

namespace {

constexpr int kNoDisplay = 1;

void sayNoDisplay(const char* why) {
    std::fprintf(stderr,
                 "atelier-studio: there is no display to open the window on: %s\n"
                 "Log in to a desktop, or do the same job in the terminal: atelier --help, packaging/run --terminal\n",
                 why);
}

// Where Qt cannot reach a display it ends with abort(), i.e. as if the program were at fault.
void endWithoutAbort(QtMsgType type, const QMessageLogContext&, const QString& message) {
    if (type == QtFatalMsg) {
        sayNoDisplay("what Qt found is said above");
        std::_Exit(kNoDisplay);
    }
    std::fprintf(stderr, "%s\n", qPrintable(message));
}

// Help and pictures need no display.
bool needsDisplay(int argc, char** argv) {
    if (qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) return false;
    return std::none_of(argv + 1, argv + argc, [](std::string_view word) {
        if (word.starts_with("--")) word.remove_prefix(1);
        for (const std::string_view option : {"-help", "-help-all", "-version", "-screenshots", "-platform"})
            if (word == option || word.starts_with(std::string(option) + '=')) return true;
        return word == "-h" || word == "-v";
    });
}

}  // namespace

int main(int argc, char** argv) {
    if (!qEnvironmentVariableIsSet("DISPLAY") && !qEnvironmentVariableIsSet("WAYLAND_DISPLAY")) {
        if (needsDisplay(argc, argv)) {
            sayNoDisplay("neither DISPLAY nor WAYLAND_DISPLAY is set");
            return kNoDisplay;
        }
        if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
    }
    const auto usual = qInstallMessageHandler(&endWithoutAbort);
    QApplication application(argc, argv);
    qInstallMessageHandler(usual);
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
