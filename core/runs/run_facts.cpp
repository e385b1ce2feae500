#include "runs/run_facts.h"

#include "common/gpu.h"

#include <chrono>
#include <ctime>
#include <fstream>
#include <sys/utsname.h>
#include <thread>
#include <unistd.h>

namespace atelier::runs {
namespace {

std::string timeNow() {
    const std::time_t now = std::time(nullptr);
    std::tm utc{};
    gmtime_r(&now, &utc);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
    return text;
}

// The processor's name; empty where the system does not tell.
std::string processorName() {
    std::ifstream file("/proc/cpuinfo");
    for (std::string line; std::getline(file, line);)
        if (line.starts_with("model name"))
            if (const auto colon = line.find(": "); colon != std::string::npos) return line.substr(colon + 2);
    return {};
}

}  // namespace

Json runFacts(const std::string& dataHash, const std::string& device, const std::string& torch, int threads) {
    utsname system{};
    ::uname(&system);
    Json facts{
        {"atelier", ATELIER_VERSION},
        {"torch", torch},
        {"started", timeNow()},
        {"data", dataHash},
        {"device", device},
        {"processor", processorName()},
        {"cores", std::thread::hardware_concurrency()},
        {"threads", threads},
        {"memory", static_cast<double>(::sysconf(_SC_PHYS_PAGES)) * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1e9},
        {"system", std::string(system.sysname) + " " + system.release + " " + system.machine}};
    const auto colon = device.find(':');
    if (device.starts_with("cuda"))
        if (const auto name = gpuName(colon == std::string::npos ? 0 : std::stoi(device.substr(colon + 1))))
            facts["graphics_card"] = *name;
    return facts;
}

}  // namespace atelier::runs
