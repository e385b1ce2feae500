// Reads and writes safetensors for test_safetensors.py:
//   parity_safetensors copy IN OUT              reads one file and writes it again, metadata included
//   parity_safetensors shard IN FOLDER BYTES    writes it in shards of at most BYTES
//   parity_safetensors join FOLDER OUT          reads the shards of a folder and writes them as one file
//   parity_safetensors torch IN OUT             reads a file of torch.save; metadata "section": where the tensors stood
#include "checkpoint/folder_weights.h"
#include "common/error.h"

#include <iostream>

namespace {

using namespace atelier;

void work(const std::string& command, const std::string& from, const std::string& to, const std::string& bytes) {
    if (command == "copy") {
        const checkpoint::SafetensorsFile file(from);
        checkpoint::writeSafetensors(to, file.tensors(), file.metadata());
    } else if (command == "shard") {
        checkpoint::writeSharded(to, checkpoint::SafetensorsFile(from).tensors(), std::stoull(bytes));
    } else if (command == "torch") {
        const checkpoint::TorchFile file(from);
        checkpoint::writeSafetensors(to, file.tensors(), {{"section", file.section()}});
    } else {
        const checkpoint::ShardedTensors shards(from);
        checkpoint::writeSafetensors(to, shards.tensors());
    }
}

}  // namespace

int main(int count, char** values) {
    const std::vector<std::string> arguments(values + 1, values + count);
    try {
        work(arguments.at(0), arguments.at(1), arguments.at(2), arguments.size() > 3 ? arguments[3] : "");
    } catch (const Error& error) {
        std::cerr << error.what() << std::endl;
        return 2;
    }
}
