#include "bridge/event_buffer.h"

#include <utility>

namespace atelier::ui {
namespace {

template <class... Fs>
struct Overloaded : Fs... {
    using Fs::operator()...;
};

}  // namespace

void JobNews::add(const protocol::Event& event) {
    std::visit(Overloaded{
                   [&](const protocol::PhaseChanged& e) {
                       phase = e;
                       progress.reset();
                   },
                   [&](const protocol::Progress& e) { progress = e; },
                   [&](const protocol::Metrics& e) { metrics.push_back(e); },
                   [&](const protocol::Message& e) {
                       // Halved when twice too many: each message is moved once at most.
                       if (messages.size() >= 2 * kMessages) {
                           messages.erase(messages.begin(), messages.end() - kMessages);
                           messagesLeftOut += kMessages;
                       }
                       messages.push_back(e);
                   },
                   [&](const protocol::SampleAnswer& e) { answers.push_back(e); },
                   [&](const protocol::AnswerPart& e) { answerText += e.text; },
                   [&](const protocol::CheckpointSaved& e) { checkpoints.push_back(e); },
                   [&](const protocol::StateChanged& e) { state = e; },
               },
               event);
}

bool EventBuffer::add(client::JobId job, const protocol::Event& event) {
    const std::lock_guard lock(mutex_);
    const bool wasEmpty = news_.empty();
    news_[job].add(event);
    return wasEmpty;
}

std::map<client::JobId, JobNews> EventBuffer::take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(news_, {});
}

}  // namespace atelier::ui
