#pragma once

#include <QKeySequence>
#include <QObject>
#include <QPointer>
#include <QString>

#include <functional>
#include <map>
#include <optional>
#include <vector>

namespace atelier::ui {

class Preferences;

/// The keys of all that has keys, wherever they work: which they are by default, which a person wants instead (kept in
/// the preferences), and whose they are already.
class Shortcuts : public QObject {
    Q_OBJECT

public:
    using Text = std::function<QString()>;  ///< asked again when the language changes
    struct Spec {
        QString id;     ///< "train.start", "canvas.box"
        Text group;     ///< heading in the sheet
        Text text;      ///< what the keys do, in a few words
        QString scope;  ///< id of the page that they work on; empty: everywhere
        QKeySequence standard = {};
    };

    explicit Shortcuts(Preferences& preferences, QObject* parent = nullptr);

    /// `apply` is called with the keys now and whenever they change, as long as `owner` lives.
    void add(QObject* owner, Spec spec, std::function<void(const QKeySequence&)> apply);

    struct Entry {
        QString id, group, text;
        QKeySequence keys, standard;
    };
    std::vector<Entry> all() const;  ///< in the order they were added, groups together
    QKeySequence keys(const QString& id) const;
    /// Who has these keys already where those of `id` work; nothing: they are free.
    std::optional<Entry> holder(const QString& id, const QKeySequence& keys) const;

    /// Empty: none. Kept at once. It does not look whether another has them.
    void set(const QString& id, const QKeySequence& keys);
    void reset(const QString& id);
    void resetAll();

Q_SIGNALS:
    void changed();

private:
    struct Known {
        QPointer<QObject> owner;
        Spec spec;
        std::function<void(const QKeySequence&)> apply;
    };
    Entry entryOf(const Known& known) const;
    const Known* find(const QString& id) const;
    void applyTo(const QString& id);
    void keep();

    Preferences& preferences_;
    std::map<QString, QKeySequence> own_;  // what a person chose, by id
    std::vector<Known> known_;
};

/// As a person reads them: "Ctrl+E". Empty for none.
QString keyText(const QKeySequence& keys);

}  // namespace atelier::ui
