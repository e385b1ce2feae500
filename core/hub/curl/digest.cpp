#include "hub/curl/parts.h"

#include <array>
#include <openssl/evp.h>
#include <stdexcept>

namespace atelier::hub {
namespace {

void must(int done) {
    if (done != 1) throw std::runtime_error("OpenSSL cannot compute a digest");
}

class OpensslDigest : public Digest {
public:
    explicit OpensslDigest(Kind kind) : context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
        must(context_ ? 1 : 0);
        must(EVP_DigestInit_ex(context_.get(), kind == Kind::Sha1 ? EVP_sha1() : EVP_sha256(), nullptr));
    }
    void add(std::string_view bytes) override { must(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size())); }
    std::string hex() override {
        std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
        unsigned size = 0;
        must(EVP_DigestFinal_ex(context_.get(), bytes.data(), &size));
        constexpr const char* kDigits = "0123456789abcdef";
        std::string text;
        for (unsigned i = 0; i < size; ++i) {
            text += kDigits[bytes[i] >> 4];
            text += kDigits[bytes[i] & 15];
        }
        return text;
    }

private:
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

}  // namespace

std::unique_ptr<Digest> makeDigest(Digest::Kind kind) {
    return std::make_unique<OpensslDigest>(kind);
}

}  // namespace atelier::hub
