#include "common/caught_error.h"

#include <filesystem>
#include <new>

namespace atelier {

Error caughtError() {
    try {
        throw;
    } catch (const Error& error) {
        return error;
    } catch (const std::filesystem::filesystem_error& error) {
        return Error::failure(error.code().message(), error.path1().string());
    } catch (const std::bad_alloc&) {
        return Error::failure("out of memory");
    } catch (const std::exception& error) {
        return Error::failure(std::string("this is a fault of Atelier's own, please report it: ") + error.what());
    } catch (...) {
        return Error::failure("this is a fault of Atelier's own, please report it");
    }
}

}  // namespace atelier
