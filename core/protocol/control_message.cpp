#include "protocol/control.h"

#include <cmath>

namespace atelier::protocol {

void RateChange::validate(const std::string& where) const {
    if (!(number > 0) || !std::isfinite(number)) throw Error("a learning rate is changed by a number above 0", where);
}

Json toJson(const ControlMessage& message) {
    if (const auto* transition = std::get_if<Transition>(&message)) return {{"control", nameOf(*transition)}};
    if (const auto* command = std::get_if<Command>(&message)) return {{"control", nameOf(*command)}};
    Json json{{"control", RateChange::kName}};
    writeFields(std::get<RateChange>(message), json);
    return json;
}

ControlMessage controlFromJson(const Json& json, const std::string& where) {
    ObjectReader reader(json, where);
    const auto name = valueFrom<std::string>(reader.at("control"), {where, "control"});
    ControlMessage message;
    if (name == RateChange::kName) {
        RateChange change;
        readFields(change, reader);
        message = change;
    } else if (const auto transition = valueNamed<Transition>(name)) {
        message = *transition;
    } else if (const auto command = valueNamed<Command>(name)) {
        message = *command;
    } else {
        std::string known = RateChange::kName;
        for (const auto& [_, text] : valueNames(Command{}))
            known += ", " + std::string(text);
        for (const auto& [_, text] : valueNames(Transition{}))
            known += ", " + std::string(text);
        throw Error("unknown control \"" + name + "\"", where, "known: " + known);
    }
    reader.finish();
    return message;
}

void apply(const ControlMessage& message, Control& control) {
    if (const auto* command = std::get_if<Command>(&message)) return control.request(*command);
    if (const auto* change = std::get_if<RateChange>(&message)) return control.changeRate(*change);
    switch (std::get<Transition>(message)) {
        case Transition::Stop:
            return control.stop();
        case Transition::Pause:
            return control.pause();
        case Transition::Resume:
            return control.resume();
        case Transition::Leave:
            return control.leave();
    }
}

}  // namespace atelier::protocol
