#pragma once

#include <chrono>
#include <filesystem>
#include <string>

namespace atelier::hub {

/// How the hub is reached, as Python's huggingface_hub is told it.
struct Access {
    std::string endpoint = "https://huggingface.co";  ///< HF_ENDPOINT; without a slash at its end
    std::string token;                  ///< HF_TOKEN, or the token file; empty: none. Never shown and never stored.
    std::string tokenFrom;              ///< where it comes from, for messages: "HF_TOKEN" or the file
    std::filesystem::path cache;        ///< HF_HUB_CACHE, or hub/ in HF_HOME (default ~/.cache/huggingface)
    bool offline = false;               ///< HF_HUB_OFFLINE, TRANSFORMERS_OFFLINE
    std::chrono::seconds patience{10};  ///< HF_HUB_DOWNLOAD_TIMEOUT: how long the hub may be silent
};

/// From the environment. Throws Error for an endpoint that is no address, and for a token that holds anything but
/// printable characters.
Access accessFromEnvironment();
/// The cache alone: of all that is in the environment, what a model that was pulled needs.
std::filesystem::path cacheFromEnvironment();

/// `text` with each occurrence of the token, and of passwords in addresses, replaced.
std::string masked(std::string text, const Access& access);

/// "https://host:port" of an address, with the port that the scheme stands for; empty where it has none.
std::string originOf(const std::string& url);

}  // namespace atelier::hub
