#include "bridge/event_buffer.h"

#include <utility>

namespace atelier::ui {
namespace {

template <class... Fs>
struct Overloaded : Fs... {
    using Fs::operator()...;
};

}  // namespace

void JobNews::add(const jobs::Event& event) {
    std::visit(Overloaded{
                   [&](const jobs::PhaseChanged& e) {
                       phase = e.phase;
                       progress.reset();
                   },
                   [&](const jobs::Progress& e) { progress = e; },
                   [&](const jobs::Metrics& e) { metrics.push_back(e); },
                   [&](const jobs::Message& e) {
                       // Halved when twice too many: each message is moved once at most.
                       if (messages.size() >= 2 * kMessages) {
                           messages.erase(messages.begin(), messages.end() - kMessages);
                           messagesLeftOut += kMessages;
                       }
                       messages.push_back(e);
                   },
                   [&](const jobs::SampleAnswer& e) { answers.push_back(e); },
                   [&](const jobs::AnswerPart& e) { answerText += e.text; },
                   [&](const jobs::CheckpointSaved& e) { checkpoints.push_back(e); },
                   [&](const jobs::StateChanged& e) { state = e; },
               },
               event);
}

bool EventBuffer::add(jobs::JobId job, const jobs::Event& event) {
    const std::lock_guard lock(mutex_);
    const bool wasEmpty = news_.empty();
    news_[job].add(event);
    return wasEmpty;
}

std::map<jobs::JobId, JobNews> EventBuffer::take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(news_, {});
}

}  // namespace atelier::ui
