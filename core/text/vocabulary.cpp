#include "text/vocabulary.h"

#include <functional>

namespace atelier::text {

std::size_t Vocabulary::slotOf(std::string_view token) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t slot = std::hash<std::string_view>{}(token)&mask;
    while (slots_[slot] != kNone && textOf(entries_[slots_[slot]]) != token)
        slot = (slot + 1) & mask;
    return slot;
}

void Vocabulary::grow() {
    slots_.assign(slots_.empty() ? 1024 : slots_.size() * 2, kNone);
    for (std::uint32_t i = 0; i < entries_.size(); ++i)
        slots_[slotOf(textOf(entries_[i]))] = i;
}

bool Vocabulary::add(std::string_view token, std::uint32_t id) {
    if (slots_.size() < 2 * (entries_.size() + 1)) grow();
    const std::size_t slot = slotOf(token);
    if (slots_[slot] != kNone) return false;
    const auto index = static_cast<std::uint32_t>(entries_.size());
    slots_[slot] = index;
    entries_.push_back({static_cast<std::uint32_t>(text_.size()), static_cast<std::uint32_t>(token.size()), id});
    text_ += token;
    place(id, index);
    return true;
}

void Vocabulary::addOrReplace(std::string_view token, std::uint32_t id) {
    if (add(token, id)) return;
    ++replaced_;
    const std::uint32_t index = slots_[slotOf(token)];
    entries_[index].id = id;
    place(id, index);
}

void Vocabulary::place(std::uint32_t id, std::uint32_t index) {
    if (id >= byId_.size()) byId_.resize(std::size_t(id) + 1, kNone);
    byId_[id] = index;
}

std::optional<std::uint32_t> Vocabulary::find(std::string_view token) const {
    if (slots_.empty()) return std::nullopt;
    const std::uint32_t index = slots_[slotOf(token)];
    if (index == kNone) return std::nullopt;
    return entries_[index].id;
}

std::optional<std::string_view> Vocabulary::token(std::uint64_t id) const {
    if (id >= byId_.size() || byId_[id] == kNone) return std::nullopt;
    return textOf(entries_[byId_[id]]);
}

}  // namespace atelier::text
