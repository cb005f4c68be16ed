"""Measuring the speeds that the product promises, beside a yardstick on the same server in the same run."""
