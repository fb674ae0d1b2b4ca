from threadpoolctl import threadpool_info, threadpool_limits

from service.config import Settings
from service.context import open_context


def test_small_matrices_are_not_shared_among_threads(tmp_path):
    with threadpool_limits(limits=2, user_api="blas"):
        open_context(Settings(home=tmp_path, database_url="", encoder="hashing")).database.close()
        assert {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"} == {1}
