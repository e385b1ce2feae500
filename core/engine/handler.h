#pragma once

#include "protocol/job.h"

#include <concepts>
#include <stop_token>
#include <string>
#include <utility>

namespace atelier::engine {

/// Registers what does the job R, in the .cpp that does it: `const Handler<protocol::GenerateRequest> entry{generate};`
/// `run` takes the request, and where it needs them a Control or a stop token, and an EventSink.
template <protocol::Job R>
class Handler {
public:
    template <class F>
    explicit Handler(F run) : entry_(R::kName, handlerOf(std::move(run))) {}

private:
    template <class F>
    static protocol::JobHandler handlerOf(F run) {
        return [run](const protocol::Request& request, protocol::Control& control, const protocol::EventSink& events) {
            const R& job = *request.as<R>();
            const auto call = [&] {
                if constexpr (std::invocable<F, const R&, protocol::Control&, const protocol::EventSink&>)
                    return run(job, control, events);
                else if constexpr (std::invocable<F, const R&, std::stop_token, const protocol::EventSink&>)
                    return run(job, control.stopToken(), events);
                else
                    return run(job);
            };
            if constexpr (std::same_as<typename R::Result, protocol::NoResult>)
                return call(), protocol::toJson(protocol::NoResult());
            else
                return protocol::toJson(static_cast<const typename R::Result&>(call()));
        };
    }

    Registry<protocol::JobHandler>::Entry entry_;
};

}  // namespace atelier::engine
