#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>

namespace atelier::checkpoint {

/// Whether the bytes begin as a zip archive does.
bool isZip(std::span<const std::byte> bytes);

/// The files of a zip archive by name, as views into `bytes`: nothing is unpacked. Zip64 as torch.save writes it.
/// Throws Error naming `where` for a cut or damaged archive, for compressed or encrypted entries, for a name that
/// stands twice.
std::map<std::string, std::span<const std::byte>> zipEntries(std::span<const std::byte> bytes,
                                                             const std::string& where);

}  // namespace atelier::checkpoint
