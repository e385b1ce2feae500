#include "pages/train/before/preflight_check.h"

#include "protocol/jobs/preflight.h"

#include <algorithm>

namespace atelier::ui {
namespace {

constexpr int kWait = 600;  // milliseconds after the last change

}  // namespace

PreflightCheck::PreflightCheck(Studio& studio, QObject* parent)
    : QObject(parent), studio_(studio), look_(studio.jobs(), "preflight") {
    wait_.setSingleShot(true);
    wait_.setInterval(kWait);
    connect(&wait_, &QTimer::timeout, this, [this] {
        if (!waits()) start();
    });
    connect(&look_, &EngineLook::progressed, this, &PreflightCheck::progressed);
    const auto look = [this] {
        consider();
        Q_EMIT changed();
    };
    connect(&studio_.jobs(), &JobCenter::added, this, look);
    connect(&studio_.jobs(), &JobCenter::finished, this, look);
    connect(&studio_, &Studio::projectChanged, this, [this] {
        wanted_ = false;
        look_.stop();
    });
    if (const Session* session = studio_.session()) {
        connect(session, &Session::recipeChanged, this, &PreflightCheck::noteChange);
        connect(session, &Session::dataChanged, this, [this] {
            ++data_;
            noteChange();
        });
    }
}

PreflightCheck::Inputs PreflightCheck::now() const {
    return {studio_.session() ? studio_.session()->recipe() : settings::Recipe(), data_};
}

bool PreflightCheck::stale() const {
    return (result_ || error_) && !(shownFor_ == now());
}

bool PreflightCheck::waits() const {
    const auto active = studio_.jobs().active();
    return std::any_of(active.begin(), active.end(), [](const client::JobStatus& status) {
        return status.spec.lane == client::JobSpec::Lane::Engine && !isLook(status.spec.kind);
    });
}

void PreflightCheck::setWanted(bool wanted) {
    if (wanted == wanted_) return;
    wanted_ = wanted;
    consider();
}

void PreflightCheck::noteChange() {
    if (running() && asked_ && !(*asked_ == now())) look_.stop();
    consider();
    Q_EMIT changed();
}

void PreflightCheck::consider() {
    const bool due = wanted_ && !running() && studio_.session() && !(asked_ && *asked_ == now()) && !waits();
    if (due)
        wait_.start();
    else
        wait_.stop();
}

void PreflightCheck::start() {
    const Session* session = studio_.session();
    if (!session) return;
    wait_.stop();
    const Inputs inputs = now();
    asked_ = inputs;
    protocol::PreflightRequest request;
    request.recipe = inputs.recipe;
    request.project = session->project().folder();
    look_.start(
        tr("Check before the start"), std::move(request),
        [](const Json& json) { return protocol::fromJson<protocol::Preflight>(json, "preflight"); },
        [this, inputs](Outcome<protocol::Preflight> outcome) { take(std::move(outcome), inputs); });
    Q_EMIT changed();
}

void PreflightCheck::cancel() {
    look_.stop();
    Q_EMIT changed();
}

void PreflightCheck::take(Outcome<protocol::Preflight> outcome, const Inputs& inputs) {
    if (outcome.value || outcome.error) {
        shownFor_ = inputs;
        when_ = QTime::currentTime();
        result_.reset();
        if (outcome.value) result_ = std::make_shared<const protocol::Preflight>(std::move(*outcome.value));
        error_ = std::move(outcome.error);
    } else if (waits()) {
        asked_.reset();  // it gave way, and is made once there is room
    }
    consider();
    Q_EMIT changed();
}

}  // namespace atelier::ui
