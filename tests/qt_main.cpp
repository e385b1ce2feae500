#include "qt_test.h"
#include "theme/theme.h"

#include <QApplication>

namespace atelier::test {

std::vector<MakeTest>& qtTests() {
    static std::vector<MakeTest> tests;
    return tests;
}

}  // namespace atelier::test

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    atelier::widgets::theme().setScheme(atelier::widgets::Scheme::Light);
    atelier::widgets::theme().install(application);
    int failed = 0;
    for (const auto& make : atelier::test::qtTests()) {
        const auto test = make();
        // test_NAME TestCard [FUNCTION ...] runs one class.
        if (argc > 1 && QByteArray(argv[1]).startsWith("Test")) {
            if (QByteArray(argv[1]) != test->metaObject()->className()) continue;
            failed += QTest::qExec(test.get(), argc - 1, argv + 1);
            continue;
        }
        failed += QTest::qExec(test.get(), argc, argv);
    }
    if (atelier::test::qtTests().empty()) qFatal("no tests");
    return failed == 0 ? 0 : 1;
}
