#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <vector>

namespace atelier::nn {

/// Hooks at one place, in the order in which they were attached: the last one is the outermost. A place holds plain
/// pointers, no submodules: the checkpoint's keys stay those of the base model.
template <class Hook>
class HookList {
public:
    bool empty() const { return active_.empty(); }
    /// Those that are switched on, innermost first.
    const std::vector<std::shared_ptr<Hook>>& active() const { return active_; }

    void add(std::shared_ptr<Hook> hook) {
        entries_.push_back({std::move(hook), true});
        refresh();
    }
    void remove(const Hook* hook) {
        std::erase_if(entries_, [&](const Entry& entry) { return entry.hook.get() == hook; });
        refresh();
    }
    void enable(const Hook* hook, bool on) {
        for (Entry& entry : entries_)
            if (entry.hook.get() == hook) entry.on = on;
        refresh();
    }

private:
    struct Entry {
        std::shared_ptr<Hook> hook;
        bool on = true;
    };
    void refresh() {
        active_.clear();
        for (const Entry& entry : entries_)
            if (entry.on) active_.push_back(entry.hook);
    }

    std::vector<Entry> entries_;
    std::vector<std::shared_ptr<Hook>> active_;
};

}  // namespace atelier::nn
