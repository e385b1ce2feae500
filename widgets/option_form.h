#pragma once

#include "settings/option.h"

#include <QWidget>

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

class QAbstractButton;
class QButtonGroup;
class QLabel;
class QLineEdit;
class QScrollArea;
class QVBoxLayout;

namespace atelier::widgets {

class OptionRow;
class OptionSection;

/// A form made from option declarations: a section for each group, an editor for each option, problems shown as they
/// are typed. Labels and helps are translated in the context "Settings".
class OptionForm : public QWidget {
    Q_OBJECT

public:
    using Values = std::map<std::string, settings::Value>;

    explicit OptionForm(QWidget* parent = nullptr);
    ~OptionForm() override;

    /// Builds the form again, every option at its default.
    void setGroups(std::vector<settings::Group> groups);
    /// Options that the owner asks for elsewhere: kept and given back, not shown.
    void setHiddenOptions(std::set<std::string> keys);
    /// Simple options only, or all of them. A search always looks at all.
    void setExpert(bool expert);
    bool expert() const { return expert_; }
    /// Words that must all occur in an option's label, key or help.
    void setSearch(const QString& words);

    /// The last valid value of each option, hidden ones included.
    Values values() const;
    /// Unknown keys are a bug: std::logic_error.
    settings::Value value(const std::string& key) const;
    /// Shows the value and emits changed() when it is another one, or when a problem found elsewhere is gone with it.
    /// Throws Error for a value the option refuses.
    void setValue(const std::string& key, const settings::Value& value);
    /// Back to the base's value, where there is one, else to the default.
    void reset(const std::string& key);
    void resetAll();
    /// What changes are marked against and taken back to: a preset's values and its name. No values: the defaults.
    void setBase(const Values& values, const QString& name);
    /// A button of the owner's beside the option's field; the form takes it.
    void setButton(const std::string& key, QAbstractButton* button);
    /// Names offered while typing a Text or List, e.g. the datasets of the project.
    void setSuggestions(const std::string& key, const QStringList& names);
    /// A problem found elsewhere (e.g. by the engine), shown at the option until its value changes. Empty: none.
    void setProblem(const std::string& key, const QString& message);

    /// Whether everything that is typed can be taken.
    bool valid() const;
    /// Opens the section, scrolls to the option and focuses its editor.
    void reveal(const std::string& key);
    /// The first option with a problem; nothing when all is well.
    void revealProblem();

Q_SIGNALS:
    void changed(const QString& key);
    void validChanged(bool valid);
    void expertChanged(bool expert);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    OptionRow* row(const std::string& key) const;
    void rowChanged(OptionRow* row);
    void updateApplies();
    void updateVisible();
    void updateValid();
    void retranslate();

    QLineEdit* search_;
    QButtonGroup* levels_;
    QLabel* nothing_;
    QScrollArea* scroll_;
    QVBoxLayout* sectionsLayout_;
    std::vector<OptionSection*> sections_;
    std::map<std::string, OptionRow*> rows_;
    std::set<std::string> hidden_;
    bool expert_ = false, valid_ = true;
};

}  // namespace atelier::widgets
