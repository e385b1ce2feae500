#pragma once

#include "engine/load_model.h"
#include "generation/session.h"
#include "protocol/event.h"

#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

namespace atelier::engine {

/// A model that stays loaded, the adapters it was asked with, and the session of its last answer.
class ResidentModel {
public:
    explicit ResidentModel(const ModelRequest& request);

    /// Switches this adapter alone on, loading it at its first use or when its files have changed; empty: none. Throws
    /// Error as peft::loadAdapter does; no adapter is on then.
    void useAdapter(const std::filesystem::path& folder);
    /// Prepares pictures this way from now on: adapters of one model may have learned from different ones.
    void usePictures(const models::ProcessorOptions& options);

    const LoadedModel& loaded() const { return loaded_; }
    generation::Session& session() { return session_; }

private:
    struct Attached {
        std::filesystem::path folder;
        std::string stamp;
        std::unique_ptr<peft::Adapter> adapter;
    };
    static constexpr std::size_t kMostAdapters = 8;

    LoadedModel loaded_;
    std::string pictures_;          ///< how its processor prepares them
    std::list<Attached> adapters_;  ///< the last used first
    std::string active_;            ///< folder and stamp of the one that is on
    generation::Session session_;
};

/// Models that this process keeps between its jobs: the next job finds them loaded. A job has all of them to itself.
class ResidentModels {
public:
    /// The one of this process. It is never destroyed: libtorch may be gone before it.
    static ResidentModels& instance();

    class Lease {
    public:
        ResidentModel* operator->() const { return &model_; }

    private:
        friend ResidentModels;
        Lease(ResidentModel& model, std::unique_lock<std::mutex> lock) : model_(model), lock_(std::move(lock)) {}
        ResidentModel& model_;
        std::unique_lock<std::mutex> lock_;
    };
    /// The request's model with its adapter, loaded now (tells so as a phase) or before. A folder whose files have
    /// changed is loaded again. Models that were not used for longest give way where the memory is short. With
    /// `waitForMemory` the call waits until the rest suffices; throws Error, Interrupted when stopped meanwhile.
    Lease use(const ModelRequest& request, bool waitForMemory, std::stop_token stop, const protocol::EventSink& events);

private:
    struct Entry {
        Entry(std::string key, const ModelRequest& request) : key(std::move(key)), model(request) {}
        std::string key;  ///< folder, a line end, then how it is loaded and the state of its files
        ResidentModel model;
    };
    void makeRoom(const ModelRequest& request, bool wait, std::stop_token stop, const protocol::EventSink& events);

    std::mutex mutex_;
    std::list<Entry> models_;  ///< the last used first
};

}  // namespace atelier::engine
