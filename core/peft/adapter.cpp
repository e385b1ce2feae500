#include "peft/adapter.h"

#include "common/error.h"

namespace atelier::peft {

void Adapter::setWeight(double weight) {
    if (weight != 1) throw Error("an adapter of this method cannot be weighted", {}, "give it the weight 1");
}

}  // namespace atelier::peft
