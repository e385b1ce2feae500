#pragma once

#include <QTest>

#include <functional>
#include <memory>
#include <vector>

namespace atelier::test {

/// Qt Test classes of one program; each registers itself where it is defined:
///     const atelier::test::QtTest<TestCard> entry;
using MakeTest = std::function<std::unique_ptr<QObject>()>;
std::vector<MakeTest>& qtTests();

template <class T>
struct QtTest {
    QtTest() {
        qtTests().push_back([] { return std::make_unique<T>(); });
    }
};

}  // namespace atelier::test
