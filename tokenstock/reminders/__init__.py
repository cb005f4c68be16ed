"""Words to an account's Admins that its tokens run out, from its partner or the vendor."""
