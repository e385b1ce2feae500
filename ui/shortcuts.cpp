#include "shortcuts.h"

#include "preferences.h"

#include <algorithm>
#include <utility>

namespace atelier::ui {
namespace {

constexpr const char* kList = "shortcuts";  // "id=keys", in the portable spelling

bool meet(const QString& one, const QString& two) {
    return one.isEmpty() || two.isEmpty() || one == two;
}

}  // namespace

Shortcuts::Shortcuts(Preferences& preferences, QObject* parent) : QObject(parent), preferences_(preferences) {
    for (const QString& line : preferences_.list(kList))
        if (const auto equals = line.indexOf('='); equals > 0)
            own_[line.left(equals)] = QKeySequence(line.mid(equals + 1), QKeySequence::PortableText);
}

void Shortcuts::add(QObject* owner, Spec spec, std::function<void(const QKeySequence&)> apply) {
    std::erase_if(known_, [](const Known& known) { return !known.owner; });  // those of pages that are gone
    known_.push_back({owner, std::move(spec), std::move(apply)});
    known_.back().apply(keys(known_.back().spec.id));
}

const Shortcuts::Known* Shortcuts::find(const QString& id) const {
    const auto found = std::find_if(known_.begin(), known_.end(),
                                    [&](const Known& known) { return known.owner && known.spec.id == id; });
    return found == known_.end() ? nullptr : &*found;
}

QKeySequence Shortcuts::keys(const QString& id) const {
    if (const auto own = own_.find(id); own != own_.end()) return own->second;
    const Known* known = find(id);
    return known ? known->spec.standard : QKeySequence();
}

Shortcuts::Entry Shortcuts::entryOf(const Known& known) const {
    return {known.spec.id, known.spec.group(), known.spec.text(), keys(known.spec.id), known.spec.standard};
}

std::vector<Shortcuts::Entry> Shortcuts::all() const {
    std::vector<Entry> entries;
    for (const Known& known : known_) {
        if (!known.owner) continue;
        Entry entry = entryOf(known);
        // Behind the last of its group, which may have been added long before.
        const auto last = std::find_if(entries.rbegin(), entries.rend(),
                                       [&](const Entry& other) { return other.group == entry.group; });
        entries.insert(last == entries.rend() ? entries.end() : last.base(), std::move(entry));
    }
    return entries;
}

std::optional<Shortcuts::Entry> Shortcuts::holder(const QString& id, const QKeySequence& keys) const {
    const Known* asking = find(id);
    if (!asking || keys.isEmpty()) return std::nullopt;
    for (const Known& known : known_)
        if (known.owner && known.spec.id != id && meet(known.spec.scope, asking->spec.scope) &&
            this->keys(known.spec.id) == keys)
            return entryOf(known);
    return std::nullopt;
}

void Shortcuts::set(const QString& id, const QKeySequence& keys) {
    const Known* known = find(id);
    if (known && known->spec.standard == keys)
        own_.erase(id);
    else
        own_[id] = keys;
    keep();
    applyTo(id);
    Q_EMIT changed();
}

void Shortcuts::reset(const QString& id) {
    own_.erase(id);
    keep();
    applyTo(id);
    Q_EMIT changed();
}

void Shortcuts::resetAll() {
    const auto before = std::exchange(own_, {});
    keep();
    for (const auto& [id, _] : before)
        applyTo(id);
    Q_EMIT changed();
}

void Shortcuts::applyTo(const QString& id) {
    for (const Known& known : known_)
        if (known.owner && known.spec.id == id) known.apply(keys(id));
}

void Shortcuts::keep() {
    QStringList lines;
    for (const auto& [id, keys] : own_)
        lines << id + '=' + keys.toString(QKeySequence::PortableText);
    preferences_.setList(kList, lines);
}

QString keyText(const QKeySequence& keys) {
    return keys.toString(QKeySequence::NativeText);
}

}  // namespace atelier::ui
