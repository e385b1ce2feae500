#include "common/error.h"
#include "form/option_editor.h"
#include "form/option_row.h"
#include "form/option_section.h"
#include "form/option_words.h"
#include "option_form.h"
#include "qt_test.h"
#include "settings/effective.h"
#include "settings/recipe.h"

using namespace atelier;
using namespace atelier::widgets;
using settings::Level;
using settings::Option;
using settings::Type;
using settings::Value;

namespace {

Option option(std::string key, Type type, Value preset) {
    Option made;
    made.key = key;
    made.label = "Label of " + key;
    made.help = "Help of " + key;
    made.type = type;
    made.defaultValue = std::move(preset);
    made.level = Level::Simple;
    return made;
}

std::vector<settings::Group> groups() {
    Option rate = option("learning_rate", Type::Number, 5e-5);
    rate.minimum = 0;
    rate.minimumExcluded = true;
    Option method = option("method", Type::Choice, std::string("lora"));
    method.choices = {"lora", "full"};
    Option rank = option("rank", Type::Integer, std::int64_t(8));
    rank.minimum = 1;
    rank.maximum = 64;
    rank.appliesWhen = "method=lora";
    Option alpha = option("alpha", Type::Integer, Value{});
    alpha.nullable = true;
    alpha.appliesWhen = "method=lora";
    Option names = option("datasets", Type::List, std::vector<std::string>{});
    Option note = option("note", Type::Text, std::string());
    Option expert = option("beta", Type::Number, 0.9);
    expert.level = Level::Expert;
    Option flag = option("bf16", Type::Bool, false);
    return {{"Training", {rate, method, flag, expert, names, note}}, {"LoRA", {rank, alpha}}};
}

// A value that the option takes and that is not its default.
Value another(const Option& option) {
    const double low = option.minimum.value_or(-1e3), high = option.maximum.value_or(low + 2e3);
    switch (option.type) {
        case Type::Bool:
            return !(option.defaultValue == Value(true));
        case Type::Integer: {
            const auto first = static_cast<std::int64_t>(low) + option.minimumExcluded;
            return option.defaultValue == Value(first) ? first + 1 : first;
        }
        case Type::Number:
            return low + (high - low) / 3;  // with as many digits as a double has
        case Type::Text:
            return std::string("a \"text\": of #words, 'and' more: 1.0");
        case Type::Choice:
            return option.defaultValue == Value(option.choices.front()) ? option.choices.back()
                                                                        : option.choices.front();
        case Type::List:
            return option.choices.empty() ? std::vector<std::string>{"first", "second, #third", "1.0"}
                                          : std::vector<std::string>{option.choices.back()};
    }
    return {};
}

}  // namespace

class TestForm : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        form = std::make_unique<OptionForm>();
        form->setGroups(groups());
        form->resize(700, 800);
        form->show();
        QVERIFY(QTest::qWaitForWindowExposed(form.get()));
    }
    void cleanup() { form.reset(); }

    void startsWithTheDefaults() {
        QCOMPARE(form->values().size(), std::size_t(8));
        QCOMPARE(std::get<double>(form->value("learning_rate")), 5e-5);
        QCOMPARE(line("learning_rate")->text(), "5e-5");
        QVERIFY(line("alpha")->text().isEmpty());
        QVERIFY(form->valid());
        QVERIFY_THROWS_EXCEPTION(std::logic_error, form->value("no_such"));
    }

    void typingChangesTheValue() {
        QSignalSpy spy(form.get(), &OptionForm::changed);
        type("learning_rate", "1e-4");
        QCOMPARE(std::get<double>(form->value("learning_rate")), 1e-4);
        QCOMPARE(spy.last()[0].toString(), "learning_rate");
        QCOMPARE(line("learning_rate")->text(), "1e-4");
        type("datasets", "scenes, lines");
        QCOMPARE(std::get<std::vector<std::string>>(form->value("datasets")),
                 (std::vector<std::string>{"scenes", "lines"}));
        type("alpha", "16");
        QCOMPARE(std::get<std::int64_t>(form->value("alpha")), 16);
        type("alpha", "");
        QVERIFY(std::holds_alternative<std::monostate>(form->value("alpha")));
        QTest::mouseClick(field("bf16"), Qt::LeftButton, {}, QPoint(8, field("bf16")->height() / 2));
        QCOMPARE(std::get<bool>(form->value("bf16")), true);
    }

    void problemsAreShownAsTyped() {
        QSignalSpy spy(form.get(), &OptionForm::validChanged);
        type("rank", "100");
        QVERIFY(!form->valid());
        QCOMPARE(spy.count(), 1);
        QCOMPARE(std::get<std::int64_t>(form->value("rank")), 10);  // the last valid one on the way
        QVERIFY(shows(row("rank"), "Allowed: 1 to 64"));
        QVERIFY(line("rank")->property("invalid").toBool());
        type("rank", "many");
        QVERIFY(shows(row("rank"), "Needs a whole number"));
        type("rank", "12");
        QVERIFY(form->valid());
        QVERIFY(!line("rank")->property("invalid").toBool());
        QCOMPARE(spy.count(), 2);
        form->setProblem("note", "The file is not there");
        QVERIFY(!form->valid());
        form->revealProblem();
        QVERIFY(field("note")->hasFocus());
        type("note", "x");
        QVERIFY(form->valid());
    }

    void arrowsStepExactly() {
        type("learning_rate", "1e-4");
        QTest::keyClick(line("learning_rate"), Qt::Key_Up);
        QCOMPARE(line("learning_rate")->text(), "2e-4");
        QTest::keyClick(line("learning_rate"), Qt::Key_Down);
        QTest::keyClick(line("learning_rate"), Qt::Key_Down);
        QCOMPARE(std::get<double>(form->value("learning_rate")), 9e-5);
        type("rank", "64");
        QTest::keyClick(line("rank"), Qt::Key_Up);
        QCOMPARE(line("rank")->text(), "64");
        QTest::keyClick(line("rank"), Qt::Key_Down);
        QCOMPARE(line("rank")->text(), "63");
    }

    void withoutEffectIsGreyWithTheReason() {
        QVERIFY(field("rank")->isEnabled());
        auto* box = qobject_cast<QComboBox*>(field("method"));
        box->setFocus();
        QTest::keyClick(box, Qt::Key_Down);
        QCOMPARE(std::get<std::string>(form->value("method")), "full");
        QVERIFY(!field("rank")->isEnabled());
        QCOMPARE(row("rank")->reason(), "Only when Label of method is lora");
        // A section without any effect folds.
        OptionSection* lora = section("rank");
        QVERIFY(!lora->open());
        form->setValue("method", Value(std::string("lora")));
        QVERIFY(field("rank")->isEnabled());
        QVERIFY(lora->open());
    }

    void theWheelChangesNothing() {
        auto* box = qobject_cast<QComboBox*>(field("method"));
        const QPointF at = QRectF(box->rect()).center();
        QWheelEvent wheel(at, box->mapToGlobal(at), {}, {0, -120}, Qt::NoButton, {}, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(box, &wheel);
        QCOMPARE(std::get<std::string>(form->value("method")), "lora");
    }

    void aBaseIsWhatIsTakenBackTo() {
        form->setBase({{"rank", Value(std::int64_t(32))}, {"alpha", Value{}}}, "My preset");
        QToolButton* reset = row("rank")->findChild<QToolButton*>();
        QVERIFY(reset->isVisible());
        QCOMPARE(reset->toolTip(), QString("Back to “My preset”: 32"));
        form->setValue("rank", std::int64_t(32));
        QVERIFY(!reset->isVisible());
        form->setValue("rank", std::int64_t(4));
        QTest::mouseClick(reset, Qt::LeftButton);
        QCOMPARE(std::get<std::int64_t>(form->value("rank")), 32);
        form->setBase({}, {});
        QVERIFY(reset->isVisible());
        QCOMPARE(reset->toolTip(), QString("Back to the default: 8"));
    }

    void aProblemFoundElsewhereIsMendedByAnyValue() {
        QSignalSpy changed(form.get(), &OptionForm::changed);
        form->setProblem("rank", "Wrong in the file");
        auto* field = row("rank")->findChild<QLineEdit*>();
        field->selectAll();
        QTest::keyClicks(field, "8");  // as it was
        QCOMPARE(changed.count(), 1);
        QVERIFY(form->valid());
        form->setProblem("rank", "Wrong in the file");
        QTest::mouseClick(row("rank")->findChild<QToolButton*>(), Qt::LeftButton);
        QCOMPARE(changed.count(), 2);
    }

    void aButtonOfTheOwnersStandsBesideTheField() {
        auto* button = new QPushButton("Find");
        form->setButton("learning_rate", button);
        QVERIFY(button->isVisible());
        QVERIFY(row("learning_rate")->isAncestorOf(button));
    }

    void resetGoesBack() {
        type("rank", "12");
        QToolButton* reset = row("rank")->findChild<QToolButton*>();
        QVERIFY(reset->isVisible());
        QSignalSpy spy(form.get(), &OptionForm::changed);
        QTest::mouseClick(reset, Qt::LeftButton);
        QCOMPARE(std::get<std::int64_t>(form->value("rank")), 8);
        QCOMPARE(spy.count(), 1);
        QVERIFY(!reset->isVisible());
        form->setValue("rank", Value(std::int64_t(9)));
        form->setValue("bf16", Value(true));
        form->resetAll();
        QCOMPARE(std::get<bool>(form->value("bf16")), false);
        QVERIFY_THROWS_EXCEPTION(Error, form->setValue("rank", Value(std::int64_t(1000))));
    }

    void simpleHidesWhatIsForExperts() {
        QVERIFY(!row("beta")->isVisible());
        QSignalSpy spy(form.get(), &OptionForm::expertChanged);
        for (QToolButton* button : form->findChildren<QToolButton*>())
            if (button->text() == "Expert") QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(spy.count(), 1);
        QVERIFY(row("beta")->isVisible());
        form->setExpert(false);
        QVERIFY(!row("beta")->isVisible());
        form->setValue("beta", Value(0.5));
        QVERIFY2(row("beta")->isVisible(), "what was changed does not hide");
        form->setHiddenOptions({"beta"});
        QVERIFY(!row("beta")->isVisible());
        QCOMPARE(std::get<double>(form->value("beta")), 0.5);
    }

    void searchFinds() {
        form->setSearch("help BETA");
        QVERIFY(row("beta")->isVisible());
        QVERIFY(!row("rank")->isVisible());
        QVERIFY(!section("rank")->isVisible());
        form->setSearch("nothing like it");
        QVERIFY(shows(form.get(), "No option matches."));
        form->setSearch("");
        QVERIFY(row("rank")->isVisible());
        form->setSearch("lora");
        QVERIFY(row("method")->isVisible());
        form->reveal("beta");
        QVERIFY(row("beta")->isVisible());
    }

    void narrowFormsStackTheLabels() {
        form->setExpert(true);
        form->resize(400, 800);
        QTest::qWait(20);
        const auto* label = row("note")->findChildren<QLabel*>().at(1);
        QVERIFY(label->mapTo(form.get(), QPoint()).y() < field("note")->mapTo(form.get(), QPoint()).y());
        for (const auto& [key, _] : form->values())
            QVERIFY2(field(key)->mapTo(form.get(), QPoint(field(key)->width(), 0)).x() <= 400, key.c_str());
    }

    void everyRegisteredOptionHasAnEditor() {
        form->setGroups(settings::allGroups());
        form->setExpert(true);
        QVERIFY(form->values().size() > 40);
        for (const auto& [key, value] : form->values()) {
            const Option* declared = settings::findOption(key);
            QVERIFY(declared);
            QCOMPARE(value == declared->defaultValue, true);
            form->reveal(key);
            auto* editor = row(key)->findChild<OptionEditor*>();
            QVERIFY2(editor, key.c_str());
            QVERIFY2(typedValue(*declared, editor->text()) == value, key.c_str());
            QVERIFY2(!field(key)->accessibleName().isEmpty() && !field(key)->toolTip().isEmpty(), key.c_str());
        }
    }

    // The form, a recipe's file, --set and the copied command give back what they were given.
    void everyOptionRoundTripsThroughEveryFace() {
        form->setGroups(settings::allGroups());
        form->setExpert(true);
        settings::Recipe recipe, set;
        for (const auto& group : settings::allGroups())
            for (const Option& one : group.options) {
                const Value value = another(one);
                QVERIFY2(!(value == one.defaultValue), one.key.c_str());
                QVERIFY2(settings::checked(one, value, one.key) == value, one.key.c_str());
                form->reveal(one.key);
                form->setValue(one.key, value);
                QVERIFY2(typedValue(one, row(one.key)->findChild<OptionEditor*>()->text()) == value, one.key.c_str());
                recipe.set(one.key, value, "a test");
                set.set(one.key + "=" + settings::toText(value));
            }
        const auto read = settings::Recipe::parse(recipe.yaml(), "written");
        settings::Recipe commanded;
        for (const std::string& assignment : settings::assignments(recipe, settings::Recipe()))
            commanded.set(assignment);
        for (const auto& [key, value] : form->values()) {
            QVERIFY2(value == another(*settings::findOption(key)), key.c_str());
            for (const settings::Recipe& face : {read, set, commanded}) {
                QVERIFY2(face.find(key), key.c_str());
                QVERIFY2(face.find(key)->value == value, key.c_str());
            }
        }
    }

    void rowsThatNobodySeesAreValuesAlone() {
        QVERIFY(row("rank")->findChild<OptionEditor*>());
        QVERIFY(!row("beta")->findChild<OptionEditor*>());
        form->setValue("learning_rate", 1e-3);
        form->setSuggestions("beta", {"0.5"});
        form->resize(400, 800);
        QVERIFY(!row("beta")->findChild<OptionEditor*>());
        form->setValue("beta", 0.5);  // what was changed is shown
        QCOMPARE(row("beta")->findChild<OptionEditor*>()->text(), QString("0.5"));
    }

    void retranslates() {
        class Upper : public QTranslator {
        public:
            bool isEmpty() const override { return false; }
            QString translate(const char* context, const char* text, const char*, int) const override {
                return qstrcmp(context, "Settings") == 0 ? QString::fromUtf8(text).toUpper() : QString();
            }
        } upper;
        QCoreApplication::installTranslator(&upper);
        QCoreApplication::processEvents();
        QVERIFY(shows(row("rank"), "LABEL OF RANK"));
        QCoreApplication::removeTranslator(&upper);
        QCoreApplication::processEvents();
        QVERIFY(shows(row("rank"), "Label of rank"));
    }

private:
    OptionRow* row(const std::string& key) {
        for (OptionRow* one : form->findChildren<OptionRow*>())
            if (one->option().key == key) return one;
        qFatal("no row %s", key.c_str());
        return nullptr;
    }
    OptionSection* section(const std::string& key) {
        for (OptionSection* one : form->findChildren<OptionSection*>())
            if (one->isAncestorOf(row(key))) return one;
        return nullptr;
    }
    QWidget* field(const std::string& key) { return row(key)->findChild<OptionEditor*>()->field(); }
    QLineEdit* line(const std::string& key) { return qobject_cast<QLineEdit*>(field(key)); }
    void type(const std::string& key, const QString& text) {
        line(key)->setFocus();
        line(key)->selectAll();
        if (text.isEmpty())
            QTest::keyClick(line(key), Qt::Key_Delete);
        else
            QTest::keyClicks(line(key), text);
    }
    static bool shows(QWidget* parent, const QString& text) {
        for (const QLabel* label : parent->findChildren<QLabel*>())
            if (label->isVisible() && label->text() == text) return true;
        return false;
    }

    std::unique_ptr<OptionForm> form;
};

static const atelier::test::QtTest<TestForm> entry;

#include "test_form.moc"
