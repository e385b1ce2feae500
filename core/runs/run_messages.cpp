#include "runs/run_messages.h"

#include "common/file.h"
#include "common/last_lines.h"
#include "protocol/event.h"
#include "protocol/line.h"
#include "runs/run_folder.h"

#include <algorithm>

namespace atelier::runs {
namespace fs = std::filesystem;
namespace {

using Clock = std::chrono::system_clock;

constexpr std::size_t kMost = 8 << 20;  // bytes that are read of a file

}  // namespace

void appendMessage(const fs::path& run, const KeptMessage& kept) {
    Json json = protocol::toJson(kept.message);
    json["time"] = std::chrono::duration<double>(kept.time.time_since_epoch()).count();
    std::string text = protocol::line(json);
    text.pop_back();
    appendLine(RunFolder(run).messages(), text);
}

std::vector<KeptMessage> readMessages(const fs::path& run, std::size_t most) {
    std::vector<KeptMessage> all;
    const fs::path file = RunFolder(run).messages();
    if (!pathExists(file)) return all;
    const std::string text = readLastLines(file, kMost), where = file.string();
    // From the end: a long run may have said much.
    for (std::size_t end = text.size(); end > 0 && all.size() < most;) {
        const std::size_t before = end > 1 ? text.rfind('\n', end - 2) : std::string::npos;
        const std::size_t begin = before == std::string::npos ? 0 : before + 1;
        try {
            Json json = protocol::objectFromLine(std::string_view(text).substr(begin, end - begin), where);
            const double seconds = jsonAt<double>(json, "time", where);
            json.erase("time");
            const auto since = std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
            all.push_back({Clock::time_point(since), protocol::fromJson<protocol::Message>(json, where)});
        } catch (const Error&) {
        }
        end = begin;
    }
    std::reverse(all.begin(), all.end());
    return all;
}

}  // namespace atelier::runs
